import { expect, test } from "vitest";
import { anEntry, catalogFiles } from "../../test/catalog.ts";
import { makeRepository } from "../../test/repository.ts";
import { searchEntries } from "./search-entries.ts";

test("entries that hold a text are found in a commit, releases and the work tree are not looked at", () => {
  const repository = makeRepository();
  const commit = repository.commit({
    ...catalogFiles(
      { entry: anEntry({ name: "less", license: "MIT" }) },
      { entry: anEntry({ name: "jquery" }) },
    ),
    "catalog/releases/jq/jquery.json": '{ "license": "MIT" }',
  });
  repository.commit(catalogFiles({ entry: anEntry({ name: "later", license: "MIT" }) }));
  expect(searchEntries(repository.root, commit, ['"license": "MIT"', "nothing"])).toEqual(["less"]);
  expect(searchEntries(repository.root, commit, ["(MIT|.*)"])).toEqual([]);
});
