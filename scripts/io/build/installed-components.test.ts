import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readComponents } from "./installed-components.ts";

const FILE = "node_modules/.package-lock.json";

function readWith(text: string | undefined) {
  const folder = makeFolder();
  writeFiles(folder, { [FILE]: text });
  return readComponents(folder);
}

test("npm's own list tells what is installed; without one nothing is", () => {
  const packages = {
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "2.0.0", dev: true },
  };
  expect(readWith(JSON.stringify({ lockfileVersion: 3, packages }))).toMatchObject({
    components: [{ name: "a", version: "1.0.0" }],
    findings: [],
  });
  expect(readWith(undefined)).toEqual({ components: [], findings: [] });
});

test.each(["no JSON", "[]", "{}"])("%s is a finding", text => {
  expect(readWith(text)).toMatchObject({ components: [], findings: [{ code: "BUILD_SBOM" }] });
});
