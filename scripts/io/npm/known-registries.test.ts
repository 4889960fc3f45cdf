import { expect, test } from "vitest";
import { anNpmEnvironment } from "../../test/registry.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readKnownRegistries, stampRegistries } from "./known-registries.ts";

test("what npm tells is kept with the stamp of where it came from", async () => {
  const environment = anNpmEnvironment({ npm_config_registry: "http://127.0.0.1:4873/" });
  expect(await readKnownRegistries(makeFolder(), environment)).toEqual({
    registry: "http://127.0.0.1:4873/",
    scopes: {},
    stamp: stampRegistries(environment),
  });
});

test("the stamp changes with a registry in the environment or a line in the user's file, and with nothing else", () => {
  const HOME = makeFolder();
  const stamps = [stampRegistries({}), stampRegistries({ npm_config_registry: "http://127.0.0.1:1/" })];
  writeFiles(HOME, { ".npmrc": "registry=http://127.0.0.1:2/\n" });
  stamps.push(
    stampRegistries({ HOME }),
    stampRegistries({ "npm_config_@own:registry": "http://127.0.0.1:1/" }),
  );
  expect(new Set(stamps).size).toBe(4);
  expect(stampRegistries({ npm_config_userconfig: `${HOME}/.npmrc`, PATH: "x" })).toBe(stamps[2]);
  expect(stampRegistries({ HOME: makeFolder(), npm_config_cache: "x" })).toBe(stamps[0]);
});
