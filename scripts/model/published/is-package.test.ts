import { expect, test } from "vitest";
import { anEntry, aRelease } from "../../test/catalog.ts";
import { buildPackageDocument } from "./build.ts";
import { isPackageDocument } from "./is-package.ts";

test("what is built is a package, and a part missing makes it none", () => {
  const document = buildPackageDocument({ entry: anEntry({ name: "x" }), releases: [aRelease("1.0.0")] });
  expect(isPackageDocument(document)).toBe(true);
  for (const broken of [
    { ...document, releases: {} },
    { ...document, entry: { name: "x" } },
    { ...document, alias: "y" },
    null,
    [],
  ]) {
    expect(isPackageDocument(broken)).toBe(false);
  }
});
