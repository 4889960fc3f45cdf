import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { aBuild } from "../test/build-folder.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../test/catalog.ts";
import {
  hasRegistry,
  hasSkopeo,
  runSkopeo,
  startOciRegistry,
  startTokenRegistry,
  WRITER,
} from "../test/oci-registry.ts";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { validate } from "../test/schemas.ts";
import { aWorld } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import { release } from "./release.ts";
import { GLOBAL_FLAGS } from "./table.ts";

const PATH = "catalog/releases/al/alpha.json";

/** A catalog whose package was built, and a way to run the command in it. */
async function aCatalog(settings: object = {}, registry?: string) {
  const [root, home] = [makeFolder(), makeFolder()];
  writeFiles(home, { "settings.json": JSON.stringify(settings) });
  writeFiles(root, {
    ...settingsFile(registry === undefined ? {} : { registry }),
    ...catalogFiles({ entry: anEntry({ name: "alpha" }), releases: [aRelease("1.0.0")] }),
  });
  const folder = await aBuild(root, "alpha");
  const run = async (
    typed: string[],
    environment: Record<string, string> = { GITHUB_TOKEN: WRITER.token, GITHUB_ACTOR: WRITER.user },
  ) => {
    const world = aWorld({ root, home, environment: { PATH: home, ...environment } });
    const exit = await release.run(world, parseArguments(release, GLOBAL_FLAGS, typed));
    return { ...world, exit };
  };
  /** Runs it with `--json`; what it tells fits its schema. */
  const runJson = async (...typed: string[]) => {
    const told = JSON.parse((await run(["alpha@1.0.0", ...typed, "--json"])).printed.join("\n"));
    expect(validate("release", told)).toBeUndefined();
    return told;
  };
  const read = () => readFileSync(join(root, PATH), "utf8");
  return { root, folder, run, runJson, read };
}

test("a dry run needs no token, asks nobody and writes nothing", async () => {
  const { run, read } = await aCatalog();
  const before = read();
  const { exit, printed, reported } = await run(
    ["alpha@1.0.0", "--dry-run", "--registry", "ghcr.io/acme"],
    {},
  );
  expect([exit, read()]).toEqual([0, before]);
  expect(printed[0]).toMatch(/^ghcr\.io\/acme\/alpha@sha256:[0-9a-f]{64}$/);
  expect(reported[0]).toMatch(/^alpha 1\.0\.0 would be released, \d+ bytes, SHA-256 [0-9a-f]{64}$/);
});

test.each<[string[], Record<string, string>, string]>([
  [["alpha"], {}, "USAGE"],
  [[], {}, "USAGE"],
  [["alpha@1.0.0", "--pull"], {}, "USAGE"],
  [["--pull"], {}, "TOKEN"],
  [["alpha@1.0.0"], {}, "SETTINGS"],
  [["alpha@1.0.0", "--registry", "ghcr.io"], {}, "USAGE"],
  [["alpha@1.0.0", "--registry", "ghcr.io/a", "--tag", "a b"], {}, "USAGE"],
  [["alpha@1.0.0", "--registry", "ghcr.io/a"], {}, "TOKEN"],
  [["alpha@1.0.0", "--registry", "ghcr.io/a"], { CI: "true" }, "TOKEN"],
  [["alpha@2.0.0", "--registry", "ghcr.io/a"], {}, "NOT_FOUND"],
])("%j is refused: %j %s", async (typed, environment, code) => {
  const { run, read } = await aCatalog();
  const before = read();
  await expect(run(typed, environment)).rejects.toMatchObject({ code });
  expect(read()).toBe(before);
});

test("a build that is not in order is told and not released, also as JSON", async () => {
  const { run, folder, read } = await aCatalog();
  const before = read();
  appendFileSync(join(folder, "log.txt"), "more");
  const told = await run(["alpha@1.0.0", "--registry", "127.0.0.1:9/x", "--json"]);
  const document = JSON.parse(told.printed.join("\n"));
  expect(document.findings).toMatchObject([{ code: "BUILD_SIZE", file: "alpha: log.txt" }]);
  expect(validate("findings", document)).toBeUndefined();
  expect([told.exit, read()]).toEqual([1, before]);
});

describe.skipIf(!hasRegistry)("with a registry (docker-registry is not here: skipped)", () => {
  test.each([
    ["a password", () => startOciRegistry({ isPrivate: true })],
    ["a token", () => startTokenRegistry()],
  ])("that wants %s: released, recorded, and a second run changes nothing", async (_what, start) => {
    const { host } = await start();
    const { runJson, read } = await aCatalog({ tag: "stable" }, `${host}/paks`);
    const told = await runJson();
    expect(told).toMatchObject({
      state: "released",
      tags: ["1.0.0", "stable"],
      signed: { isDevelopment: true },
    });
    const text = read();
    expect(JSON.parse(text).releases[0].artifact).toEqual(told.artifact);
    expect(told.artifact.oci).toMatch(new RegExp(`^${host}/paks/alpha@sha256:`));
    expect(await runJson()).toMatchObject({ state: "recorded", artifact: told.artifact, tags: [] });
    expect(read()).toBe(text);
  });

  test("another build of a released version is refused, and so is what somebody else has tagged", async () => {
    const { host } = await startOciRegistry();
    const registry = ["--registry", `${host}/paks`];
    const first = await aCatalog();
    await first.runJson(...registry);
    await aBuild(first.root, "alpha", { files: { "x.js": "x" } });
    await expect(first.runJson(...registry)).rejects.toMatchObject({ code: "CONFLICT" });
    const second = await aCatalog();
    await aBuild(second.root, "alpha", { files: { "y.js": "y" } });
    const before = second.read();
    await expect(second.runJson(...registry)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(second.read()).toBe(before);
  });

  test("a wrong token is told, and nothing is recorded", async () => {
    const { host } = await startTokenRegistry();
    const { run, read } = await aCatalog();
    const before = read();
    const running = run(["alpha@1.0.0", "--registry", `${host}/paks`], { GITHUB_TOKEN: "wr0ng" });
    await expect(running).rejects.toMatchObject({ code: "TOKEN" });
    await expect(running).rejects.not.toThrow(/wr0ng/);
    expect(read()).toBe(before);
  });

  test.skipIf(!hasSkopeo)("skopeo lists, inspects and copies it (skopeo is not here: skipped)", async () => {
    const { host } = await startTokenRegistry();
    const { runJson } = await aCatalog();
    const { artifact } = await runJson("--registry", `${host}/paks`);
    const image = `docker://${host}/paks/alpha`;
    const { Tags: tags } = JSON.parse(await runSkopeo("list-tags", "--tls-verify=false", image));
    expect(tags).toContain("1.0.0");
    const raw = await runSkopeo("inspect", "--raw", "--tls-verify=false", `${image}:1.0.0`);
    expect(JSON.parse(raw)).toMatchObject({ artifactType: "application/vnd.pak.package.v1" });
    const out = makeFolder();
    await runSkopeo("copy", "--src-tls-verify=false", `${image}:1.0.0`, `oci:${out}:x`);
    const index = JSON.parse(readFileSync(join(out, "index.json"), "utf8"));
    expect(artifact.oci).toBe(`${host}/paks/alpha@${index.manifests[0].digest}`);
    expect(readFileSync(join(out, "blobs/sha256", artifact.sha256))).toHaveLength(artifact.size);
  });
});
