import { expect, test } from "vitest";
import type { CatalogSettings } from "../model/settings.ts";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import { findReader, readCredentials, readTarget, repositoryIn } from "./registry-target.ts";

const SETTINGS: CatalogSettings = { catalog: "test", title: "test", hosts: [], reserved: [] };

/** A world with settings and variables, in which no other program keeps a token. */
function aPerson(settings: object, environment: Record<string, string> = {}) {
  const home = makeFolder();
  writeFiles(home, { "settings.json": JSON.stringify(settings) });
  return aWorld({ home, environment: { PATH: home, ...environment } });
}

const target = (flags: Record<string, string>, settings: object, catalog: Partial<CatalogSettings> = {}) =>
  readTarget(aPerson(settings), { words: [], flags }, { ...SETTINGS, ...catalog });

test("the flag goes before the settings, those before the catalog's own word", () => {
  const [own, catalog] = [{ registry: "ghcr.io/b" }, { registry: "ghcr.io/c" }];
  expect(target({ registry: "ghcr.io/a" }, own, catalog)).toEqual({ place: "ghcr.io/a", isCatalogs: false });
  expect(target({}, own, catalog)).toEqual({ place: "ghcr.io/b", isCatalogs: false });
  expect(target({}, {}, catalog)).toEqual({ place: "ghcr.io/c", isCatalogs: true });
  expect(() => target({}, {})).toThrow(expect.objectContaining({ code: "SETTINGS" }));
  expect(() => target({ registry: "ghcr.io/a:1" }, {})).toThrow(expect.objectContaining({ code: "USAGE" }));
  expect(repositoryIn({ place: "ghcr.io/a", isCatalogs: false }, "b/image")).toEqual({
    host: "ghcr.io",
    name: "a/b/image",
  });
});

test("who pushes: the settings, the job, or nobody but the token", () => {
  const read = (settings: object, environment: Record<string, string>) =>
    readCredentials(aPerson(settings, environment), { place: "ghcr.io/a", isCatalogs: true });
  const variables = { GITHUB_TOKEN: "t", GITHUB_ACTOR: "bot" };
  expect(read({ user: "octocat" }, variables)).toEqual({ user: "octocat", token: "t" });
  expect(read({}, variables)).toEqual({ user: "bot", token: "t" });
  expect(read({}, { GITHUB_TOKEN: "t" })).toEqual({ user: "x-access-token", token: "t" });
});

test("without a token a person and a job are told different things", () => {
  const read = (environment: Record<string, string>) => () =>
    readCredentials(aPerson({}, environment), { place: "ghcr.io/a", isCatalogs: true });
  const told = (fix: RegExp) =>
    expect.objectContaining({ code: "TOKEN", fix: expect.stringMatching(fix) as string });
  expect(read({})).toThrow(told(/write:packages/));
  expect(read({ CI: "true" })).toThrow(told(/permissions: packages: write/));
});

test("a catalog can't send the token to where it likes", () => {
  const read = (place: string, isCatalogs: boolean) =>
    readCredentials(aPerson({}, { GITHUB_TOKEN: "secret" }), { place, isCatalogs });
  expect(() => read("evil.example/a", true)).toThrow(expect.objectContaining({ code: "TOKEN" }));
  expect(() => read("evil.example/a", true)).not.toThrow(/secret/);
  expect(read("evil.example/a", false).token).toBe("secret");
  expect(read("127.0.0.1:5000/a", true).token).toBe("secret");
});

test("who fetches: the token goes to the registry of the person's own settings, and nowhere else", () => {
  const person = aPerson({ registry: "ghcr.io/octocat" }, { GITHUB_TOKEN: "t", GITHUB_ACTOR: "octocat" });
  expect(findReader(person)("ghcr.io")).toEqual({ user: "octocat", token: "t" });
  expect(findReader(person)("evil.example")).toBeUndefined();
  expect(findReader(aPerson({}, { GITHUB_TOKEN: "t" }))("ghcr.io")).toBeUndefined();
  expect(findReader(aPerson({ registry: "ghcr.io/octocat" }))("ghcr.io")).toBeUndefined();
});
