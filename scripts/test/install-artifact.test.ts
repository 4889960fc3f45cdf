import { hash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeBlob } from "../io/oci/blob.ts";
import { openRepository } from "../io/oci/repository.ts";
import { parseReference } from "../model/oci/reference.ts";
import type { Artifact } from "../model/release/release.ts";
import { sendForever, startLyingRegistry } from "./lying-registry.ts";
import { hasRegistry, startOciRegistry, startTokenRegistry, WRITER } from "./oci-registry.ts";
import { startPak } from "./pak.ts";
import { makeFolder } from "./repository.ts";
import { aTarball, startUpstream } from "./upstream.ts";

const BUILT = { "dist/alpha.js": "// built\n", "extra/x.js": "x", "package.json": '{"title":"Built"}' };
const SOURCE = { "src/alpha.js": "// source\n", "dist/alpha.js": "// from upstream\n", "package.json": "{}" };

/** Pushes an archive and tells what the catalog records of it. */
async function release(host: string, files: Record<string, string>): Promise<Artifact> {
  const blob = makeBlob(await aTarball(files), "application/gzip");
  const reference = parseReference(`${host}/paks/alpha`)!;
  await openRepository(reference, { fetch, isPushing: true, credentials: WRITER }).pushBlob(blob);
  return describeArtifact(host, blob.bytes);
}

function describeArtifact(host: string, bytes: Uint8Array): Artifact {
  const sha256 = hash("sha256", bytes);
  return { sha256, size: bytes.length, oci: `${host}/paks/alpha@sha256:${"0".repeat(64)}` };
}

/** A catalog whose package was built. */
const startWith = (artifact: Artifact | undefined) =>
  startUpstream({
    alpha: {
      versions: { "1.0.0": { files: SOURCE, ...(artifact === undefined ? {} : { artifact }) } },
      override: { "@npm/alpha": { "*": { files: ["src", "dist"], export: { from: "dist/**", trim: 1 } } } },
    },
  });

const isTarball = (line: string) => line.endsWith(".tgz");

describe.skipIf(!hasRegistry)("a package that was released (docker-registry is not here: skipped)", () => {
  test("comes from a registry that not everybody may read, where the person's settings name it", async () => {
    const { host } = await startOciRegistry({ isPrivate: true });
    const upstream = await startWith(await release(host, BUILT));
    const home = makeFolder();
    writeFileSync(join(home, "settings.json"), JSON.stringify({ registry: `${host}/paks` }));
    const { PAK_HOME: _, ...nobody } = upstream.environment;
    const app = makeFolder();
    const token = { GITHUB_TOKEN: WRITER.token, GITHUB_ACTOR: WRITER.user };
    const installed = await startPak(app, ["install", "alpha"], { ...nobody, ...token, PAK_HOME: home });
    expect(installed).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(join(app, "lib/alpha/alpha.js"), "utf8")).toBe(BUILT["dist/alpha.js"]);
    // What a catalog names is asked as nobody, who gets the source.
    const other = makeFolder();
    expect(await startPak(other, ["install", "alpha"], { ...nobody, ...token })).toMatchObject({
      status: 0,
      stderr: expect.stringContaining("ARTIFACT_MISSING"),
    });
  });

  test.each([
    ["everybody may read", () => startOciRegistry()],
    ["nobody reads without a token", () => startTokenRegistry()],
  ])("comes as it was built from a registry that %s, and from the cache afterwards", async (_what, start) => {
    const { host } = await start();
    const upstream = await startWith(await release(host, BUILT));
    const app = makeFolder();
    expect(await startPak(app, ["install", "alpha"], upstream.environment)).toMatchObject({
      status: 0,
      stderr: "",
    });
    const read = (path: string) => readFileSync(join(app, path), "utf8");
    expect(read("lib/alpha/alpha.js")).toBe(BUILT["dist/alpha.js"]);
    // `files` speaks of the source, and what the recipe left is the package.
    expect(read("paks/alpha/extra/x.js")).toBe("x");
    expect(JSON.parse(read("paks/alpha/pak.json"))).toMatchObject({ title: "Built" });
    expect(existsSync(join(app, "paks/alpha/src"))).toBe(false);
    expect(upstream.registry.log.filter(isTarball)).toEqual([]);
    const lock = read("pak-lock.json");
    expect(JSON.parse(lock).packages.alpha.artifact).toEqual({
      sha256: expect.any(String),
      size: expect.any(Number),
      oci: expect.stringContaining(host),
    });
    const other = makeFolder();
    for (const file of ["pak.json", "pak-lock.json"]) writeFileSync(join(other, file), read(file));
    await upstream.close();
    expect(await startPak(other, ["install", "--offline"], upstream.environment)).toMatchObject({
      status: 0,
    });
    expect(readFileSync(join(other, "pak-lock.json"), "utf8")).toBe(lock);
  });

  test("is taken from a mirror of the settings", async () => {
    const { host } = await startOciRegistry();
    const artifact = await release(host, BUILT);
    const upstream = await startWith({ ...artifact, oci: artifact.oci.replace(host, "ghcr.io") });
    const settings = { replace: { "https://ghcr.io/": `http://${host}/` } };
    writeFileSync(join(upstream.environment.PAK_HOME!, "settings.json"), JSON.stringify(settings));
    const app = makeFolder();
    expect(await startPak(app, ["install", "alpha"], upstream.environment)).toMatchObject({ stderr: "" });
    expect(readFileSync(join(app, "lib/alpha/alpha.js"), "utf8")).toBe(BUILT["dist/alpha.js"]);
  });
});

test("a registry that is away is told, and the source is taken, with its own choice of files", async () => {
  const artifact = describeArtifact("127.0.0.1:9", await aTarball(BUILT));
  const upstream = await startWith(artifact);
  const app = makeFolder();
  const ran = await startPak(app, ["install", "alpha"], upstream.environment);
  expect(ran).toMatchObject({ status: 0, stderr: expect.stringMatching(/ARTIFACT_MISSING.*its source/) });
  expect(readFileSync(join(app, "lib/alpha/alpha.js"), "utf8")).toBe(SOURCE["dist/alpha.js"]);
  expect(upstream.registry.log.filter(isTarball)).toHaveLength(1);
});

test.skipIf(!hasRegistry)(
  "a source stands in only until the registry answers again (docker-registry is not here: skipped)",
  async () => {
    const { host } = await startOciRegistry();
    const artifact = await release(host, BUILT);
    const upstream = await startWith({ ...artifact, oci: artifact.oci.replace(host, "ghcr.io") });
    const replaceBy = (to: string) =>
      writeFileSync(
        join(upstream.environment.PAK_HOME!, "settings.json"),
        JSON.stringify({ replace: { "https://ghcr.io/": to } }),
      );
    const app = makeFolder();
    const install = () => startPak(app, ["install", "alpha"], upstream.environment);
    const read = () => readFileSync(join(app, "lib/alpha/alpha.js"), "utf8");
    replaceBy("http://127.0.0.1:9/");
    expect(await install()).toMatchObject({ status: 0, stderr: expect.stringContaining("ARTIFACT_MISSING") });
    const lock = readFileSync(join(app, "pak-lock.json"), "utf8");
    expect(read()).toBe(SOURCE["dist/alpha.js"]);
    replaceBy(`http://${host}/`);
    expect(await install()).toMatchObject({ status: 0 });
    expect(read()).toBe(BUILT["dist/alpha.js"]);
    expect(readFileSync(join(app, "pak-lock.json"), "utf8")).toBe(lock);
    // Nobody is asked any more.
    replaceBy("http://127.0.0.1:9/");
    expect(await install()).toMatchObject({ status: 0, stderr: "" });
    expect(read()).toBe(BUILT["dist/alpha.js"]);
  },
);

test.each([
  ["other bytes", (size: number) => startLyingRegistry((_, response) => response.end("x".repeat(size)))],
  ["bytes without end", () => startLyingRegistry(sendForever)],
])("a registry that sends %s is never forgiven", async (_what, start) => {
  const bytes = await aTarball(BUILT);
  const { host } = await start(bytes.length);
  const upstream = await startWith(describeArtifact(host, bytes));
  const app = makeFolder();
  const ran = await startPak(app, ["install", "alpha"], upstream.environment);
  expect(ran).toMatchObject({ status: 3, stderr: expect.stringMatching(/SOURCE_DIGEST/) });
  expect([upstream.registry.log.filter(isTarball), existsSync(join(app, "paks"))]).toEqual([[], false]);
});

test("a lock file from before the release stays valid, and means the source", async () => {
  const upstream = await startWith(undefined);
  const app = makeFolder();
  await startPak(app, ["install", "alpha"], upstream.environment);
  const lock = readFileSync(join(app, "pak-lock.json"), "utf8");
  expect(lock).not.toContain("artifact");
  const later = await startWith(describeArtifact("127.0.0.1:9", await aTarball(BUILT)));
  expect(await startPak(app, ["install"], later.environment)).toMatchObject({ status: 0, stderr: "" });
  expect(readFileSync(join(app, "pak-lock.json"), "utf8")).toBe(lock);
});
