import { describe, expect, test } from "vitest";
import { MEDIA } from "../../model/oci/descriptor.ts";
import { parseReference } from "../../model/oci/reference.ts";
import { hasRegistry, startOciRegistry } from "../../test/oci-registry.ts";
import { renderBlob } from "./blob.ts";
import type { Image } from "./image.ts";
import { pushImage } from "./push-image.ts";
import { openRepository } from "./repository.ts";

function anImage(label: string): Image {
  const config = renderBlob({ label }, MEDIA.config);
  const manifest = { schemaVersion: 2, mediaType: MEDIA.manifest, config: config.descriptor, layers: [] };
  return {
    manifest: renderBlob(manifest, MEDIA.manifest),
    parts: [{ descriptor: config.descriptor, load: async () => config.bytes }],
  };
}

describe.skipIf(!hasRegistry)("with a registry (docker-registry is not here: skipped)", () => {
  test("a tag is never moved, and a second time nothing is sent", async () => {
    const { host } = await startOciRegistry();
    const sent: string[] = [];
    const listening: typeof fetch = (url, init) => {
      sent.push(init?.method ?? "GET");
      return fetch(url, init);
    };
    const reference = parseReference(`${host}/alpha/image`)!;
    const repository = openRepository(reference, { fetch: listening, isPushing: true });
    await pushImage(repository, anImage("one"), "1.0.0");
    sent.length = 0;
    await pushImage(repository, anImage("one"), "1.0.0");
    expect(sent).toEqual(["GET"]);
    await expect(pushImage(repository, anImage("two"), "1.0.0")).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await repository.fetchManifest("1.0.0"))?.descriptor).toEqual(anImage("one").manifest.descriptor);
  });
});
