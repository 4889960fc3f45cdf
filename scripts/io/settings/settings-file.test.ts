import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readSettingsFile, settingsPath, writeSettingsFile } from "./settings-file.ts";

test("a file is absent, unreadable, or read with everything that is wrong in it", () => {
  const home = makeFolder();
  expect(readSettingsFile(home)).toEqual({ document: {}, findings: [], state: "absent" });
  writeFiles(home, { "settings.json": "{" });
  expect(readSettingsFile(home)).toMatchObject({ state: "unreadable", findings: [{ line: 1, column: 2 }] });
  writeFiles(home, { "settings.json": '{\n "tga": 1,\n "tag": 2\n}' });
  const file = settingsPath(home);
  expect(readSettingsFile(home)).toMatchObject({
    document: { tga: 1, tag: 2 },
    findings: [
      { file, line: 2, column: 2 },
      { file, line: 3, column: 2 },
    ],
    state: "read",
  });
  writeFiles(home, { "settings.json": '{"tag":"a","tag":"b"}' });
  expect(readSettingsFile(home)).toMatchObject({
    state: "unreadable",
    findings: [{ code: expect.stringMatching(/KEY|DUPLICATE/) }],
  });
});

test("what is written is read again, in a home that was not there", () => {
  const home = join(makeFolder(), "new");
  writeSettingsFile(home, { tag: "x" });
  expect(readSettingsFile(home)).toEqual({ document: { tag: "x" }, findings: [], state: "read" });
  expect(readFileSync(settingsPath(home), "utf8")).toBe('{\n  "tag": "x"\n}\n');
});

test.skipIf(process.getuid?.() === 0)("a file that nobody may read is an error (not for root)", () => {
  const home = makeFolder();
  writeFiles(home, { "settings.json": "{}" });
  chmodSync(settingsPath(home), 0);
  expect(() => readSettingsFile(home)).toThrow(expect.objectContaining({ code: "SETTINGS" }));
});
