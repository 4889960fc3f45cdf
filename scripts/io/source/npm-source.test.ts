import { execFileSync } from "node:child_process";
import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Answer, anNpmEnvironment, startRegistry } from "../../test/registry.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readNpmConfiguration } from "../npm/configuration.ts";
import { fetchNpmSource } from "./npm-source.ts";

/** A tarball as npm packs it, and its pin. */
function aTarball(files: Readonly<Record<string, string>> = { "package.json": "{}", "lib/foo.js": "1;\n" }) {
  const folder = makeFolder();
  writeFiles(join(folder, "package"), files);
  const bytes = execFileSync("tar", ["--create", "--gzip", "--directory", folder, "package"]);
  return { bytes, pin: { integrity: `sha512-${hash("sha512", bytes, "base64")}` } };
}

function serve(bytes: Uint8Array): Answer {
  return (_, response) => response.end(bytes);
}

const TARBALL = "@own/foo/-/foo-1.2.3.tgz";

/** A registry with these answers, and what it takes to fetch `@own/foo` 1.2.3 from it. */
async function startSource(answers: Readonly<Record<string, Answer>>, settings: Record<string, string> = {}) {
  const registry = await startRegistry(answers);
  const environment = anNpmEnvironment({ npm_config_registry: registry.address, ...settings });
  const configuration = await readNpmConfiguration(makeFolder(), environment);
  const folder = makeFolder();
  const fetchIt = (pin: { integrity: string }) =>
    fetchNpmSource({ name: "@own/foo", version: "1.2.3", pin }, folder, configuration, fetch);
  return { registry, folder, fetchIt };
}

describe("fetchNpmSource", () => {
  test("unpacks the tarball without its outermost folder", async () => {
    const { bytes, pin } = aTarball();
    const { folder, fetchIt, registry } = await startSource({ [TARBALL]: serve(bytes) });
    await fetchIt(pin);
    expect(readdirSync(folder).sort()).toEqual(["lib", "package.json"]);
    expect(readFileSync(join(folder, "lib/foo.js"), "utf8")).toBe("1;\n");
    expect(registry.log).toEqual([TARBALL]);
  });

  test("other bytes than the recorded ones are not unpacked", async () => {
    const { folder, fetchIt } = await startSource({ [TARBALL]: serve(aTarball({ "evil.js": "1" }).bytes) });
    await expect(fetchIt(aTarball().pin)).rejects.toMatchObject({ code: "SOURCE_DIGEST" });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a registry that sends on to another server is followed", async () => {
    const { bytes, pin } = aTarball();
    const store = await startRegistry({ blob: serve(bytes) });
    const { folder, fetchIt } = await startSource({
      [TARBALL]: (_, response) => response.writeHead(302, { location: `${store.address}blob` }).end(),
    });
    await fetchIt(pin);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  test("a busy registry is asked again", async () => {
    const { bytes, pin } = aTarball();
    let attempts = 0;
    const { folder, fetchIt } = await startSource({
      [TARBALL]: (_, response) => {
        attempts += 1;
        if (attempts === 1) response.writeHead(429, { "retry-after": "0" }).end();
        else response.end(bytes);
      },
    });
    await fetchIt(pin);
    expect([attempts, readdirSync(folder).length]).toEqual([2, 2]);
  });

  test.each<[string, Answer, object]>([
    [
      "has no tarball",
      (_, response) => response.writeHead(404).end(),
      { code: "SOURCE_FETCH", message: expect.stringMatching(/no tarball/) },
    ],
    [
      "asks for a password",
      (_, response) => response.writeHead(401).end(),
      { code: "SOURCE_FETCH", message: expect.stringMatching(/401/) },
    ],
    ["stays busy", (_, response) => response.writeHead(503).end(), { code: "NETWORK" }],
    [
      "says nothing",
      () => undefined,
      { code: "NETWORK", message: expect.stringMatching(/it took too long/) },
    ],
    [
      "falls silent",
      (_, response) => response.write("half"),
      { code: "NETWORK", message: expect.stringMatching(/it took too long/) },
    ],
  ])("a registry that %s", async (_, answer, failure) => {
    const settings = { npm_config_fetch_timeout: "100", npm_config_fetch_retries: "1" };
    const { fetchIt } = await startSource({ [TARBALL]: answer }, settings);
    await expect(fetchIt(aTarball().pin)).rejects.toMatchObject(failure);
  });

  test("an answer without end is cut off", async () => {
    const piece = Buffer.alloc(1 << 20);
    const { folder, fetchIt } = await startSource({
      [TARBALL]: (_, response) => {
        const pour = () => {
          while (!response.destroyed && response.write(piece));
        };
        response.on("drain", pour);
        pour();
      },
    });
    await expect(fetchIt(aTarball().pin)).rejects.toMatchObject({ code: "TOO_LARGE" });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a proven tarball still passes the guard of archives", async () => {
    const folder = makeFolder();
    writeFiles(folder, { "package/a": "1" });
    execFileSync("ln", ["-s", "/etc/passwd", join(folder, "package/link")]);
    const bytes = execFileSync("tar", ["--create", "--gzip", "--directory", folder, "package"]);
    const { fetchIt } = await startSource({ [TARBALL]: serve(bytes) });
    const integrity = `sha512-${hash("sha512", bytes, "base64")}`;
    await expect(fetchIt({ integrity })).rejects.toMatchObject({ code: "ARCHIVE_LINK" });
  });
});
