import { expect, test } from "vitest";
import { anEntry, aRelease } from "../../test/catalog.ts";
import { buildManifest } from "./manifest.ts";

test("a manifest is made from entry and release, then corrected", () => {
  const entry = anEntry({ name: "bootstrap", license: "MIT" });
  const release = aRelease("3.4.1", { dependencies: { old: "*" } });
  const override = {
    "@npm/bootstrap": { "~3": { "=dependencies": { jquery: ">=1.9.1" }, files: ["dist/**"] } },
  };
  expect(buildManifest(entry, release, override)).toEqual({
    name: "bootstrap",
    version: "3.4.1",
    description: "About bootstrap",
    license: "MIT",
    dependencies: { jquery: ">=1.9.1" },
    files: ["dist/**"],
  });
});

test("a git package names its repository", () => {
  const endpoint = "https://github.com/libuv/libuv.git";
  expect(buildManifest(anEntry({ name: "libuv", endpoint }), aRelease("1.0.0"))).toMatchObject({
    repository: { type: "git", url: endpoint },
  });
});
