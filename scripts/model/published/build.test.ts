import { expect, test } from "vitest";
import { anEntry, aRelease } from "../../test/catalog.ts";
import { buildLatest, buildPackageDocument, buildRecord, listDependencies, renderDocument } from "./build.ts";

const entry = anEntry({ name: "less", license: "MIT" });

test("a package's document holds what the catalog holds and nothing that is absent", () => {
  const releases = [aRelease("4.2.0")];
  const override = { "@npm/less": { "*": { license: "ISC" } } };
  const alias = { hops: ["jquery"], resolved: "jquery" };
  const { $schema: _, ...fields } = entry;
  const bare = { $schema: expect.any(String), name: "less", entry: fields, releases };
  expect(buildPackageDocument({ entry, releases })).toStrictEqual(bare);
  expect(buildPackageDocument({ entry, releases, override, alias })).toEqual({ ...bare, override, alias });
  expect(renderDocument(fields)).toBe(
    '{"name":"less","description":"About less","endpoint":"@npm:less","license":"MIT"}\n',
  );
});

test("the newest release to recommend is told in the record, and with its corrected manifest", () => {
  const releases = [aRelease("3.0.0-beta.1"), aRelease("2.0.0", { yanked: "broken" }), aRelease("1.0.0")];
  const retracted = { date: "2026-11-01", reason: "gone" };
  expect(buildRecord({ entry: { ...entry, retracted }, releases })).toEqual({
    name: "less",
    description: "About less",
    endpoint: "@npm:less",
    version: "1.0.0",
    published: "2026-10-18T12:00:00Z",
    license: "MIT",
    retracted: true,
  });
  const override = { "@npm/less": { "*": { license: "ISC" } } };
  expect(buildLatest({ entry, releases, override })).toMatchObject({
    name: "less",
    release: { version: "1.0.0" },
    manifest: { version: "1.0.0", license: "ISC" },
  });
});

test("without a release to recommend there is neither version nor latest nor dependency", () => {
  const withdrawn = { yanked: "broken", dependencies: { jquery: "*" } };
  const parts = { entry, releases: [aRelease("1.0.0", withdrawn)] };
  expect(buildLatest(parts)).toBeUndefined();
  expect(buildRecord(parts)).not.toHaveProperty("version");
  expect(listDependencies(parts)).toEqual([]);
});

test("dependencies are those of the newest release, names this catalog can't hold left out", () => {
  const newest = aRelease("2.0.0", {
    dependencies: { jquery: "^3", "@types/node": "*" },
    optionalDependencies: { mime: "~1" },
  });
  const parts = { entry, releases: [newest, aRelease("1.0.0", { dependencies: { former: "*" } })] };
  const wishes = listDependencies(parts);
  expect(wishes).toHaveLength(2);
  expect(wishes).toContainEqual({ name: "jquery", expression: "^3" });
  expect(wishes).toContainEqual({ name: "mime", expression: "~1" });
});
