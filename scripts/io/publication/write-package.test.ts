import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anArtifact, anEntry, aRelease } from "../../test/catalog.ts";
import { makeFolder } from "../../test/repository.ts";
import { renderPackage, writeFiles } from "./write-package.ts";

const ADDRESSES = { site: "https://example.org/" };
const entry = anEntry({ name: "less", description: "Für Stile" });

test("the digest is that of the bytes of the package's own file", () => {
  const { files, published } = renderPackage({ entry, releases: [] }, ADDRESSES);
  const bytes = Buffer.from(files.get("api/v1/packages/less.json")!);
  expect(published.digest).toEqual({ sha256: hash("sha256", bytes), length: bytes.length });
});

test("a file of the newest release and one of the override are there when they have something to say", () => {
  const paths = (parts: Parameters<typeof renderPackage>[0]) => [
    ...renderPackage(parts, ADDRESSES).files.keys(),
  ];
  const override = { "@npm/less": { "*": { license: "MIT" } } };
  expect(paths({ entry, releases: [] })).toEqual(["api/v1/packages/less.json", "pak/less.json"]);
  expect(paths({ entry, releases: [aRelease("1.0.0")], override })).toEqual([
    "api/v1/packages/less.json",
    "api/v1/packages/less/latest.json",
    "overrides/less.json",
    "pak/less.json",
  ]);
});

test("a badge is there once something was built", () => {
  const badgeOf = (release: ReturnType<typeof aRelease>) =>
    renderPackage({ entry, releases: [release] }, ADDRESSES).files.get("api/v1/badges/less.json");
  expect(badgeOf(aRelease("1.0.0"))).toBeUndefined();
  expect(badgeOf(aRelease("1.0.0", { artifact: anArtifact() }))).toBe(
    '{"schemaVersion":1,"label":"pak","message":"1.0.0 built, tests passed","color":"brightgreen"}\n',
  );
});

test("the rest learns a package's name, its line in the list and its wishes", () => {
  const releases = [aRelease("1.0.0", { dependencies: { jquery: "^3" } })];
  const { published } = renderPackage({ entry, releases }, ADDRESSES);
  expect(published).toMatchObject({ name: "less", dependencies: [{ name: "jquery", expression: "^3" }] });
  expect(JSON.parse(published.line)).toMatchObject({ name: "less", version: "1.0.0" });
  expect(published.pak).toBe('{"name":"less","endpoint":"@npm:less"}');
});

test("folders are made as needed, and a file that is there already is not written over", () => {
  const folder = makeFolder();
  writeFiles(folder, [
    ["a/b/c.json", "first"],
    ["a/b/d.json", Buffer.from("bytes")],
  ]);
  expect(() => writeFiles(folder, [["a/b/c.json", "second"]])).toThrow("EEXIST");
  expect(readFileSync(join(folder, "a/b/c.json"), "utf8")).toBe("first");
  expect(readFileSync(join(folder, "a/b/d.json"), "utf8")).toBe("bytes");
});
