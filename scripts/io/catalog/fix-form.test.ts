import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anEntry, catalogFiles } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { fixForm } from "./fix-form.ts";

test("files are put into form once, and what can't be read is left alone", () => {
  const root = makeFolder();
  const right = catalogFiles({ entry: anEntry({ name: "less" }) });
  writeFiles(root, {
    ...right,
    "catalog/jq/jquery.json": JSON.stringify({ ...anEntry({ name: "jquery", endpoint: "@npm/jquery" }) }),
    "catalog/br/broken.json": "{",
  });
  expect(fixForm(root)).toEqual(["catalog/jq/jquery.json"]);
  expect(readFileSync(join(root, "catalog/jq/jquery.json"), "utf8")).toContain(
    '\n  "endpoint": "@npm:jquery"',
  );
  expect(readFileSync(join(root, "catalog/br/broken.json"), "utf8")).toBe("{");
  expect(fixForm(root)).toEqual([]);
});
