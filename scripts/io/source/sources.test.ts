import { execFileSync } from "node:child_process";
import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startGitHost } from "../../test/git-host.ts";
import { anNpmEnvironment, startRegistry } from "../../test/registry.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { openSources, type SourceMeans } from "./sources.ts";

function someMeans(given: Partial<SourceMeans> = {}): SourceMeans {
  return { fetch, environment: { PATH: makeFolder() }, cwd: makeFolder(), ...given };
}

const PATCH = "--- a/a.c\n+++ b/a.c\n@@ -1 +1 @@\n-one\n+1\n";

describe("openSources", () => {
  test("fetches from git and patches what was proved", async () => {
    const host = await startGitHost();
    host.repository.commit({ "a.c": "one\n" });
    const pin = host.release("v1.0.0");
    const mirror = await startRegistry({ "fix.patch": PATCH });
    const replace = { ...host.replace, "https://github.com/acme/foo/raw/": mirror.address };
    const patch = { url: "https://github.com/acme/foo/raw/fix.patch", sha256: hash("sha256", PATCH) };
    const fetchSource = openSources(someMeans({ replace }));
    const order = { name: "foo", version: "1.0.0", endpoint: host.endpoint, pin };
    const [plain, patched] = [makeFolder(), makeFolder()];
    const proved = await fetchSource(order, plain);
    expect(proved).toEqual({ pin: { ...pin, tree: expect.stringMatching(/^h1:/) }, patched: [] });
    const again = await fetchSource({ ...order, pin: proved.pin, patch }, patched);
    expect(again).toEqual({ pin: proved.pin, patched: ["a.c"] });
    const read = (folder: string) => readFileSync(join(folder, "a.c"), "utf8");
    expect([read(plain), read(patched)]).toEqual(["one\n", "1\n"]);
  });

  test("fetches from npm's registry, npm being asked once", async () => {
    const folder = makeFolder();
    writeFiles(folder, { "package/a.js": "1" });
    const bytes = execFileSync("tar", ["--create", "--gzip", "--directory", folder, "package"]);
    const pin = { integrity: `sha512-${hash("sha512", bytes, "base64")}` };
    const registry = await startRegistry({ "foo/-/foo-1.0.0.tgz": (_, response) => response.end(bytes) });
    const environment = anNpmEnvironment({ npm_config_registry: registry.address });
    const means = { ...someMeans(), environment };
    const fetchSource = openSources(means);
    const order = { name: "own-name", version: "1.0.0", endpoint: "@npm:foo", pin };
    const [first, second] = [makeFolder(), makeFolder()];
    expect(await fetchSource(order, first)).toEqual({ pin, patched: [] });
    means.environment = { PATH: makeFolder() };
    expect(await fetchSource(order, second)).toEqual({ pin, patched: [] });
    expect([readdirSync(first), readdirSync(second)]).toEqual([["a.js"], ["a.js"]]);
  });

  const commit = { tag: "v1", commit: "0".repeat(40) };
  test.each([
    ["https://github.com/acme/foo.git", { integrity: "sha512-x" }],
    ["@npm:foo", commit],
    ["@alias", commit],
    ["file:///etc", commit],
    ["ext::sh -c true", commit],
  ])("a place and a pin that contradict each other: %s", async (endpoint, pin) => {
    const fetchSource = openSources(someMeans({ fetch: () => expect.unreachable() }));
    const order = { name: "foo", version: "1.0.0", endpoint, pin };
    await expect(fetchSource(order, makeFolder())).rejects.toMatchObject({ code: "SOURCE_FETCH" });
  });

  test("offline asks nobody", async () => {
    const fetchSource = openSources(someMeans({ isOffline: true, fetch: () => expect.unreachable() }));
    const order = { name: "foo", version: "1.0.0", endpoint: "https://github.com/acme/foo.git", pin: commit };
    await expect(fetchSource(order, makeFolder())).rejects.toMatchObject({
      code: "NETWORK",
      message: "foo 1.0.0 is not in the cache and --offline asks nobody",
    });
  });
});
