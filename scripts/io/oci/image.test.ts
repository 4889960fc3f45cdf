import { expect, test } from "vitest";
import { type Descriptor, MEDIA } from "../../model/oci/descriptor.ts";
import { DEFAULT_PLATFORM } from "../../model/oci/image.ts";
import { parseReference } from "../../model/oci/reference.ts";
import { startLyingRegistry } from "../../test/lying-registry.ts";
import { type Blob, makeBlob, renderBlob } from "./blob.ts";
import { assembleImage, fetchBase } from "./image.ts";

const LAYER = makeBlob("layer", MEDIA.layer);
const CONFIG = renderBlob({ os: "linux", rootfs: { diff_ids: [LAYER.descriptor.digest] } }, MEDIA.config);
const MANIFEST = renderBlob(
  { schemaVersion: 2, config: CONFIG.descriptor, layers: [LAYER.descriptor] },
  MEDIA.manifest,
);
const listOf = (...manifests: Descriptor[]) => renderBlob({ schemaVersion: 2, manifests }, MEDIA.index);
const on = (descriptor: Descriptor, architecture: string) => ({
  ...descriptor,
  platform: { os: "linux", architecture },
});

/** Serves blobs by digest, and one of them as `1`. */
async function fetchFrom(tagged: Blob, ...others: Blob[]) {
  const known = new Map(
    [LAYER, CONFIG, MANIFEST, tagged, ...others].map(one => [one.descriptor.digest, one]),
  );
  const { host } = await startLyingRegistry((request, response) => {
    const name = request.url!.split("/").at(-1)!;
    const found = name === "1" ? tagged : known.get(name);
    if (found === undefined) response.writeHead(404).end();
    else response.end(found.bytes);
  });
  return fetchBase(parseReference(`${host}/base:1`)!, DEFAULT_PLATFORM, { fetch });
}

test("a base is one manifest, or the one of a list that is for the platform", async () => {
  const { digest } = MANIFEST.descriptor;
  expect(await fetchFrom(MANIFEST)).toMatchObject({ digest, config: { os: "linux" } });
  const list = listOf(on(LAYER.descriptor, "arm64"), on(MANIFEST.descriptor, "amd64"));
  const base = await fetchFrom(list);
  expect(base.digest).toBe(digest);
  expect(Buffer.from(await base.layers[0]!.load()).toString()).toBe("layer");
  const said = { labels: {}, created: "2026-10-18T12:00:00Z", by: "test" };
  const image = assembleImage({ ...LAYER, diffId: LAYER.descriptor.digest }, base, DEFAULT_PLATFORM, said);
  expect(image.parts.map(({ descriptor }) => descriptor.mediaType)).toEqual([
    MEDIA.layer,
    MEDIA.layer,
    MEDIA.config,
  ]);
});

test.each<[string, () => Promise<unknown>, string]>([
  ["for another platform", () => fetchFrom(listOf(on(MANIFEST.descriptor, "arm64"))), "NOT_FOUND"],
  ["a list of lists", () => fetchFrom(listOf(on(listOf().descriptor, "amd64")), listOf()), "REGISTRY"],
])("%s is none", async (_what, fetched, code) => {
  await expect(fetched()).rejects.toMatchObject({ code });
});

test("a base whose config tells of other layers is refused", async () => {
  const base = await fetchFrom(MANIFEST);
  const said = { labels: {}, created: "", by: "" };
  const wrong = { ...base, config: {} };
  expect(() => assembleImage({ ...LAYER, diffId: "" }, wrong, DEFAULT_PLATFORM, said)).toThrow(
    expect.objectContaining({ code: "REGISTRY" }),
  );
});
