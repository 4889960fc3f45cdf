import { expect, test } from "vitest";
import { anEntry } from "../../test/catalog.ts";
import { renderPackageFiles } from "./package-files.ts";

test("each file lies where the catalog has it, in the catalog's form", () => {
  const { name, ...rest } = anEntry({ name: "less", license: "MIT" });
  const override = { "@npm/less": { "*": { license: "MIT" } } };
  const key = { fingerprint: "A".repeat(40), publicKey: "key\n" };
  const files = renderPackageFiles({ entry: { ...rest, name }, override, key });
  expect([...files.keys()]).toEqual([
    "catalog/le/less.json",
    "overrides/less.json",
    `catalog/keys/${key.fingerprint}.asc`,
  ]);
  expect(Object.keys(JSON.parse(files.get("catalog/le/less.json")!.toString()))[1]).toBe("name");
  expect(files.get("overrides/less.json")!.toString()).toBe(`${JSON.stringify(override, null, 2)}\n`);
});
