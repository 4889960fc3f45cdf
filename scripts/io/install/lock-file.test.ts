import { expect, test } from "vitest";
import { EMPTY_LOCK, renderLock } from "../../model/install/lock.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readLock } from "./lock-file.ts";

test("a folder without one has an empty one", () => {
  const root = makeFolder();
  expect(readLock(root)).toBe(EMPTY_LOCK);
  writeFiles(root, { "pak-lock.json": renderLock(EMPTY_LOCK) });
  expect(readLock(root)).toEqual(EMPTY_LOCK);
});

test.each([
  ["{", /can't be used: .*JSON/],
  ["<<<<<<< HEAD\n{}\n", /pak-lock\.json can't be used: .*JSON/s],
  ["[]", /not an object/],
  ['{ "lockVersion": 2, "packages": {} }', /lockVersion is 2/],
])("%j is refused with a way out", (text, message) => {
  const root = makeFolder();
  writeFiles(root, { "pak-lock.json": text });
  expect(() => readLock(root)).toThrow(
    expect.objectContaining({
      code: "LOCK",
      message: expect.stringMatching(message),
      fix: expect.stringContaining("delete it"),
    }),
  );
});
