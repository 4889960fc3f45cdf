import { expect, test } from "vitest";
import { makeFolder, makeRepository, writeFiles } from "../../test/repository.ts";
import { readPerson } from "./person.ts";

test("the settings go before git, field by field", () => {
  const { root, git } = makeRepository();
  git("config", "user.name", "Of Git");
  git("config", "user.email", "git@example.org");
  const home = makeFolder();
  expect(readPerson(home, root)).toEqual({ name: "Of Git", email: "git@example.org" });
  writeFiles(home, { "settings.json": '{ "name": "Of Settings" }' });
  expect(readPerson(home, root)).toEqual({ name: "Of Settings", email: "git@example.org" });
});

test("settings that can't be read are an error with a way out", () => {
  const home = makeFolder();
  writeFiles(home, { "settings.json": "{" });
  expect(() => readPerson(home, home)).toThrow(
    expect.objectContaining({ code: "SETTINGS", fix: expect.any(String) }),
  );
});
