import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { openEditor } from "./editor.ts";

const ENVIRONMENT = { PATH: process.env.PATH };

test("a program gets its words, then the file", async () => {
  const file = join(makeFolder(), "a file");
  writeFiles(join(file, ".."), { "a file": "one\n" });
  await openEditor("sed  -i s/one/two/", file, ENVIRONMENT);
  expect(readFileSync(file, "utf8")).toBe("two\n");
});

test.each([
  ["false", /false ended with 1/],
  ["/nowhere/x", /\/nowhere\/x can't be started/],
])("%s is an error", async (command, message) => {
  const opened = openEditor(command, join(makeFolder(), "x"), ENVIRONMENT);
  await expect(opened).rejects.toMatchObject({ code: "SETTINGS", message: expect.stringMatching(message) });
});
