import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readText } from "./read-text.ts";

test("a file that is not there is told by its name and what to do", () => {
  const folder = makeFolder();
  writeFiles(folder, { there: "text\n" });
  expect(readText(join(folder, "there"))).toBe("text\n");
  const missing = () => readText(join(folder, "none"), "write it");
  expect(missing).toThrow(expect.objectContaining({ code: "READ", fix: "write it" }));
  expect(missing).toThrow(/none can't be read/);
});
