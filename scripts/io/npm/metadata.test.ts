import { describe, expect, test } from "vitest";
import { aPackument, type Registry, startRegistry } from "../../test/registry.ts";
import { makeFolder } from "../../test/repository.ts";
import type { MetadataSource } from "./configuration.ts";
import { fetchUpstream } from "./metadata.ts";
import { openMetadataCache } from "./metadata-cache.ts";

function configurationOf(registry: Registry): MetadataSource {
  const addressOf = (name: string) => `${registry.address}${name.replace("/", "%2f")}`;
  return { addressOf, retries: 0, leastWait: 1, mostWait: 1, timeout: 5_000 };
}

describe("fetchUpstream", () => {
  test("uses again what it learnt when the registry says that nothing has changed", async () => {
    const registry = await startRegistry({ "@a/b": aPackument("@a/b", { "1.0.0": {} }) });
    const cache = openMetadataCache(makeFolder());
    const first = await fetchUpstream("@a/b", configurationOf(registry), cache, fetch);
    expect(await fetchUpstream("@a/b", configurationOf(registry), cache, fetch)).toEqual(first);
    registry.answers.set("@a/b", aPackument("@a/b", { "1.0.0": {}, "2.0.0": {} }));
    const later = await fetchUpstream("@a/b", configurationOf(registry), cache, fetch);
    expect(later?.versions).toEqual(["1.0.0", "2.0.0"]);
    expect(registry.log).toEqual(["@a/b", "@a/b if-none-match", "@a/b if-none-match"]);
  });

  test("an unknown package is undefined", async () => {
    const registry = await startRegistry();
    const cache = openMetadataCache(makeFolder());
    expect(await fetchUpstream("nothing", configurationOf(registry), cache, fetch)).toBeUndefined();
  });

  test.each([
    ["a refusal", 401, "{}", "the registry answered 401 for a"],
    ["an unasked 304", 304, "", "the registry answered 304 for a"],
    ["broken JSON", 200, '{"name":"a"', "the registry's answer is no metadata of a"],
    ["another package", 200, '{"name":"b","versions":{}}', "the registry's answer is no metadata of a"],
  ])("%s is an error of one line", async (_, status, body, message) => {
    const registry = await startRegistry({
      a: (_request, response) => response.writeHead(status).end(body),
    });
    const cache = openMetadataCache(makeFolder());
    await expect(fetchUpstream("a", configurationOf(registry), cache, fetch)).rejects.toMatchObject({
      code: "NETWORK",
      message,
    });
  });
});
