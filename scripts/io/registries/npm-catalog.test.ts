import { expect, test } from "vitest";
import { aDigest, anNpmEnvironment, aPackument, startRegistry } from "../../test/registry.ts";
import { makeFolder } from "../../test/repository.ts";
import { readNpmConfiguration } from "../npm/configuration.ts";
import { openMetadataCache } from "../npm/metadata-cache.ts";
import { locateInNpm } from "./npm-catalog.ts";

test("npm's registry is a catalog of what it knows by a name that a folder can have", async () => {
  const versions = {
    "1.0.0": { dependencies: { b: "^1.0.0" } },
    "1.1.0": { deprecated: "use b" },
    "2.0.0": { integrity: "sha1-x" },
  };
  const registry = await startRegistry({ a: aPackument("a", versions) });
  const environment = anNpmEnvironment({ npm_config_registry: registry.address });
  const configuration = await readNpmConfiguration(makeFolder(), environment);
  const cache = openMetadataCache(makeFolder());
  const locate = (name: string) => locateInNpm(name, configuration, cache, fetch);
  const published = "2026-01-01T12:00:00Z";
  expect(await locate("a")).toEqual({
    name: "a",
    hops: [],
    catalog: "npm",
    document: {
      $schema: "",
      name: "a",
      entry: { name: "a", description: "", endpoint: "@npm:a" },
      releases: [
        { version: "1.0.0", published, integrity: aDigest("1.0.0"), dependencies: { b: "^1.0.0" } },
        { version: "1.1.0", published, integrity: aDigest("1.1.0"), deprecated: "use b" },
      ],
    },
  });
  expect([await locate("nothing"), await locate("@types/node"), await locate("../a")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(registry.log).toEqual(["a", "nothing"]);
});
