import { expect, test } from "vitest";
import { anEntry, settingsFile } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { openRulebook } from "../../test/world.ts";
import { readEntry } from "./read-entry.ts";

async function read(text: string | undefined) {
  const root = makeFolder();
  writeFiles(root, settingsFile());
  return readEntry(text === undefined ? undefined : Buffer.from(text), await openRulebook(root));
}

test("an entry is read in any layout", async () => {
  expect((await read(JSON.stringify(anEntry({ name: "less" }))))?.name).toBe("less");
});

test.each([undefined, "", "{", "{}", "[]", JSON.stringify({ ...anEntry({ name: "less" }), owners: "x" })])(
  "%j is none",
  async text => expect(await read(text)).toBeUndefined(),
);
