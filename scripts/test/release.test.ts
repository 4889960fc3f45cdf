import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openPublished } from "../io/publication/publish.ts";
import { startServer } from "../io/site/static-server.ts";
import { startBuildCatalog } from "./build-catalog.ts";
import { aRelease, aReleases } from "./catalog.ts";
import { atHour, BOT, startCatalog } from "./github/catalog.ts";
import { PAK } from "./hardship.ts";
import { hasRegistry, startTokenRegistry, WRITER } from "./oci-registry.ts";
import { awaitEnd, startPak } from "./pak.ts";
import { makeFolder, writeFiles } from "./repository.ts";

const FILES = { "a.txt": "source\n", "pak.json": '{ "license": "MIT" }\n' };

const RECIPE = {
  builder: "command",
  steps: [["sh", "-c", "mkdir dist && tr a-z A-Z < a.txt > dist/a.txt"]],
  test: [["grep", "-q", "SOURCE", "dist/a.txt"]],
  files: ["dist/**"],
};

describe.skipIf(!hasRegistry)("from a build to an application (docker-registry is not here: skipped)", () => {
  test("built, killed while it was released, released, checked, installed, and made an image", async () => {
    const catalog = await startBuildCatalog(FILES, RECIPE);
    const { root, home } = catalog;
    expect(await catalog.build()).toMatchObject({ exit: 0, build: { tests: "passed" } });
    const registry = await startTokenRegistry();
    const environment = {
      PAK_HOME: home,
      GITHUB_TOKEN: WRITER.token,
      GITHUB_ACTOR: WRITER.user,
      ...atHour(1),
    };
    const words = ["release", "foo@1.0.0", "--registry", `${registry.host}/paks`];
    const releases = () => readFileSync(join(root, "catalog/releases/fo/foo.json"), "utf8");
    const before = releases();

    const { PATH, HOME } = process.env;
    const child = spawn(process.execPath, [PAK, ...words], {
      cwd: root,
      env: { PATH, HOME, ...environment },
    });
    registry.intercept = request => {
      const isTag = request.method === "PUT" && request.url!.endsWith("/manifests/1.0.0");
      if (isTag) child.kill("SIGKILL");
      return isTag;
    };
    expect((await awaitEnd(child)).status).toBe(null);
    expect(releases()).toBe(before);
    delete registry.intercept;

    const released = await startPak(root, words, environment);
    expect(released).toMatchObject({ status: 0, stderr: expect.stringContaining("released and recorded") });
    expect(JSON.parse(releases()).releases[0].artifact).toMatchObject({
      tests: "passed",
      builder: "command",
    });
    expect(released.stdout + released.stderr).not.toContain(WRITER.token);
    expect(await startPak(root, ["check"], environment)).toMatchObject({ status: 0 });

    expect(await startPak(root, ["sign"], environment)).toMatchObject({ status: 0 });
    const server = await startServer({ folder: openPublished(root)!, port: 0 });
    onTestFinished(() => server.close());
    const app = makeFolder();
    const user = makeFolder();
    writeFileSync(join(user, "settings.json"), "{}");
    // Nobody who installs it needs the source: its host can't be reached from here.
    const installing = { PAK_HOME: user, PAK_CATALOG: server.url, ...atHour(2) };
    const installed = await startPak(app, ["install", "foo"], installing);
    expect(installed).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(join(app, "paks/foo/dist/a.txt"), "utf8")).toBe("SOURCE\n");

    const push = ["container", "foo@1.0.0", "--push", "--registry", `${registry.host}/paks`];
    expect(await startPak(root, push, environment)).toMatchObject({ status: 0 });
    const { artifact, container } = JSON.parse(releases()).releases[0];
    expect(container).toMatch(/\/paks\/foo\/image@sha256:/);
    expect(artifact.oci).toMatch(/\/paks\/foo@sha256:/);
    expect(await startPak(root, ["check"], environment)).toMatchObject({ status: 0 });
  });
});

test("what was released in a clone becomes one pull request of its own", async () => {
  const { standIn, clone, home } = await startCatalog();
  const environment = {
    PAK_HOME: home,
    GITHUB_TOKEN: BOT.token,
    GITHUB_REPOSITORY: "catalog/pak",
    GITHUB_API_URL: `${standIn.url}/api`,
  };
  const propose = async () =>
    JSON.parse((await startPak(clone, ["release", "--pull", "--json"], environment)).stdout);
  expect(await propose()).toEqual({});
  const artifact = { sha256: "a".repeat(64), size: 9, oci: `ghcr.io/acme/jquery@sha256:${"b".repeat(64)}` };
  const file = "catalog/releases/jq/jquery.json";
  writeFiles(clone, {
    [file]: `${JSON.stringify(aReleases("jquery", aRelease("3.7.1", { artifact })), null, 2)}\n`,
  });
  expect(await propose()).toEqual({ pull: `${standIn.url}/catalog/pak/pull/1` });
  expect(standIn.pulls).toMatchObject([{ head: "catalog:release", title: "Record what was released" }]);
  // A later run, which released nothing, does not lose it.
  const git = (...words: string[]) => execFileSync("git", ["-C", clone, ...words], { encoding: "utf8" });
  git("checkout", "--quiet", "HEAD", "--", file);
  const again = await startPak(clone, ["release", "--pull", "--pending", "release"], environment);
  expect(again).toMatchObject({ status: 0, stderr: expect.stringContaining("taken over: jquery 3.7.1") });
  expect(git("show", `release:${file}`)).toContain("a".repeat(64));
});
