import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MEDIA } from "../../model/oci/descriptor.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { makeBlob } from "./blob.ts";
import type { Image } from "./image.ts";
import { writeImageLayout } from "./image-layout.ts";

function anImage() {
  const layer = makeBlob("layer", MEDIA.layer);
  const loads: string[] = [];
  const load = async () => {
    loads.push("layer");
    return layer.bytes;
  };
  const image: Image = {
    manifest: makeBlob("{}", MEDIA.manifest),
    parts: [{ descriptor: layer.descriptor, load }],
  };
  return { image, layer, loads };
}

test("what is there is not loaded again, what was spoilt is", async () => {
  const { image, layer, loads } = anImage();
  const folder = join(makeFolder(), "new");
  await writeImageLayout(folder, image, "1.0.0");
  await writeImageLayout(folder, image, "1.0.0");
  expect(loads).toHaveLength(1);
  const blob = join("blobs", layer.descriptor.digest.replace(":", "/"));
  writeFiles(folder, { [blob]: "spoilt" });
  await writeImageLayout(folder, image, "2.0.0");
  expect(readFileSync(join(folder, blob), "utf8")).toBe("layer");
  const index = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
  expect(index.manifests).toEqual([
    { ...image.manifest.descriptor, annotations: { "org.opencontainers.image.ref.name": "2.0.0" } },
  ]);
  expect(readdirSync(folder).sort()).toEqual(["blobs", "index.json", "oci-layout"]);
});

test("a folder that is no layout stays as it is", async () => {
  const folder = makeFolder();
  writeFiles(folder, { x: "x" });
  await expect(writeImageLayout(folder, anImage().image, "1")).rejects.toMatchObject({ code: "CONFLICT" });
  expect(readdirSync(folder)).toEqual(["x"]);
});
