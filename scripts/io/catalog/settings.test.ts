import { join } from "node:path";
import { expect, test } from "vitest";
import { PakError } from "../../errors.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readSettings } from "./settings.ts";

function settingsOf(pak: unknown) {
  const root = makeFolder();
  writeFiles(root, { "package.json": JSON.stringify({ pak }) });
  return readSettings(root);
}

test("settings have defaults, and addresses end with a slash", () => {
  expect(settingsOf({ catalog: "mine" })).toEqual({
    catalog: "mine",
    title: "mine",
    hosts: [],
    reserved: [],
  });
  expect(settingsOf({ catalog: "mine", url: "https://example.org/pak" }).url).toBe(
    "https://example.org/pak/",
  );
});

test("a cooldown is a number of hours up to a year", () => {
  expect(settingsOf({ catalog: "mine", cooldown: 0 }).cooldown).toBe(0);
  for (const cooldown of ["72", -1, 8761])
    expect(() => settingsOf({ catalog: "mine", cooldown })).toThrow(/hours/);
});

test("the notice of a recovery is a number of days from one to a year", () => {
  expect(settingsOf({ catalog: "mine", recoveryNotice: 1 }).recoveryNotice).toBe(1);
  expect(settingsOf({ catalog: "mine" }).recoveryNotice).toBeUndefined();
  for (const recoveryNotice of ["14", 0, 366])
    expect(() => settingsOf({ catalog: "mine", recoveryNotice })).toThrow(/days/);
});

test("a registry is a place in one, that packages can lie below", () => {
  expect(settingsOf({ catalog: "mine", registry: "ghcr.io/acme/paks" }).registry).toBe("ghcr.io/acme/paks");
  for (const registry of ["ghcr.io", "https://ghcr.io/acme", "ghcr.io/Acme", "ghcr.io/acme:1", 1])
    expect(() => settingsOf({ catalog: "mine", registry })).toThrow(/pak\.registry is not/);
});

test("the project's own settings can be read", () => {
  expect(readSettings(join(import.meta.dirname, "../../..")).catalog).toBe("pak");
});

test.each([
  undefined,
  { catalog: 3 },
  { catalog: "No Name" },
  { catalog: "a", hosts: "x" },
  { catalog: "a", url: "ftp://x" },
])("%j is refused with a way out", pak => {
  expect(() => settingsOf(pak)).toThrow(PakError);
});

test("an unreadable package.json is an error, not a crash", () => {
  const root = makeFolder();
  writeFiles(root, { "package.json": "{" });
  expect(() => readSettings(root)).toThrow(/can't be read/);
  expect(() => readSettings(makeFolder())).toThrow(/does not describe a catalog/);
});
