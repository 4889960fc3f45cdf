import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { makeSelection } from "../../model/install/known.ts";
import { DEFAULT_PLATFORM } from "../../model/oci/image.ts";
import { buildPackageDocument } from "../../model/published/build.ts";
import type { Release } from "../../model/release/release.ts";
import { anEntry, aRelease } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { buildPackageImage } from "./package-image.ts";

function imageOf(files: Record<string, string>, fields: Partial<Release> = {}, manifest = {}) {
  const folder = makeFolder();
  writeFiles(folder, files);
  const release = aRelease("1.0.0", fields);
  const document = buildPackageDocument({ entry: anEntry({ name: "a" }), releases: [release] });
  const selection = makeSelection({ name: "a", hops: [], catalog: "test", document }, release);
  const cachedFiles = Object.entries(files).map(([path, text]) => ({
    path,
    size: text.length,
    sha256: hash("sha256", text),
    isExecutable: false,
  }));
  const { pin } = selection;
  const cached = { folder, key: "", pin, manifest, own: {}, files: cachedFiles, warnings: [] };
  return buildPackageImage({
    recorded: { document, release, selection },
    cached,
    platform: DEFAULT_PLATFORM,
  });
}

const FILES = { "src/x.js": "x", LICENSE: "l" };
const labelsOf = async (image: ReturnType<typeof imageOf>) => {
  const config = await (await image).parts.at(-1)!.load();
  return JSON.parse(Buffer.from(config).toString()).config.Labels as Record<string, string>;
};

test("without exports all files are in it; the catalog's word alone decides its bytes", async () => {
  const image = await imageOf(FILES);
  expect(image).toMatchObject({ files: 2, findings: [] });
  expect((await imageOf(FILES)).manifest).toEqual(image.manifest);
  expect((await imageOf({ ...FILES, LICENSE: "m" })).manifest).not.toEqual(image.manifest);
});

test("an artifact is told by its digest; what can't be exported is advice", async () => {
  const artifact = { sha256: "a".repeat(64), size: 1, oci: `ghcr.io/a@sha256:${"b".repeat(64)}` };
  expect(await labelsOf(imageOf(FILES))).not.toHaveProperty("vnd.pak.artifact.digest");
  expect(await labelsOf(imageOf(FILES, { artifact }))).toMatchObject({
    "vnd.pak.artifact.digest": `sha256:${artifact.sha256}`,
  });
  const { findings } = await imageOf(FILES, {}, { export: { from: "src/**", to: "${NOWHERE}" } });
  expect(findings).toMatchObject([{ code: "EXPORT_FOLDER", severity: "warning" }]);
});
