import { expect, test } from "vitest";
import { anEntry, aRelease } from "../../test/catalog.ts";
import { makeSelection } from "../install/known.ts";
import { buildPackageDocument } from "../published/build.ts";
import type { Release } from "../release/release.ts";
import { digestOfSource, listAnnotations } from "./annotations.ts";

function select(release: Release, endpoint?: string) {
  const entry = anEntry({ name: "libuv", license: "MIT", ...(endpoint === undefined ? {} : { endpoint }) });
  const document = buildPackageDocument({ entry, releases: [release] });
  return makeSelection({ name: "libuv", hops: [], catalog: "test", document }, release);
}

test("a package of git tells its source and revision", () => {
  const { integrity: _, ...bare } = aRelease("1.0.0");
  const release = { ...bare, tag: "v1", commit: "1".repeat(40), tree: `h1:${"A".repeat(43)}=` };
  const selection = select(release, "https://github.com/libuv/libuv.git");
  expect(listAnnotations(selection, release)).toEqual({
    "org.opencontainers.image.title": "libuv",
    "org.opencontainers.image.version": "1.0.0",
    "org.opencontainers.image.created": "2026-10-18T12:00:00Z",
    "org.opencontainers.image.description": "About libuv",
    "org.opencontainers.image.licenses": "MIT",
    "org.opencontainers.image.source": "https://github.com/libuv/libuv",
    "org.opencontainers.image.revision": "1".repeat(40),
  });
  expect(digestOfSource(selection)).toBe(release.tree);
});

test("a package of npm has neither", () => {
  const release = aRelease("1.0.0");
  const selection = select(release);
  expect(Object.keys(listAnnotations(selection, release)).map(key => key.split(".").at(-1))).toEqual([
    "title",
    "version",
    "created",
    "description",
    "licenses",
  ]);
  expect(digestOfSource(selection)).toBe(release.integrity);
});
