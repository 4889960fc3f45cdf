import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readIfPresent } from "./read-if-present.ts";

test("a file's bytes, and nothing where there is no file", () => {
  const folder = makeFolder();
  writeFiles(folder, { "a/b": "text" });
  expect(Buffer.from(readIfPresent(join(folder, "a/b"))!).toString()).toBe("text");
  for (const path of ["none", "a", "a/b/c"]) expect(readIfPresent(join(folder, path))).toBeUndefined();
});
