import { expect, test } from "vitest";
import { findRegistry, renderTarballAddress } from "./registries.ts";

const registries = { registry: "http://127.0.0.1:4873/npm/", scopes: { "@own": "http://127.0.0.1:4874/" } };

test("a package is in its scope's registry, or in the one of all others", () => {
  const names = ["jquery", "@own/x", "@other/x", "constructor"];
  expect(names.map(name => findRegistry(registries, name))).toEqual([
    "http://127.0.0.1:4873/npm/",
    "http://127.0.0.1:4874/",
    "http://127.0.0.1:4873/npm/",
    "http://127.0.0.1:4873/npm/",
  ]);
});

test("a tarball lies below its package, named without the scope", () => {
  expect(renderTarballAddress(registries, "jquery", "3.7.1")).toBe(
    "http://127.0.0.1:4873/npm/jquery/-/jquery-3.7.1.tgz",
  );
  expect(renderTarballAddress(registries, "@own/core", "2.0.0-beta.1")).toBe(
    "http://127.0.0.1:4874/@own/core/-/core-2.0.0-beta.1.tgz",
  );
});
