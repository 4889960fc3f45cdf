import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { digestTree } from "../io/archive/tree-digest.ts";
import { makeKey } from "../io/trust/signatures.ts";
import type { Change } from "../model/override/override.ts";
import type { Releases } from "../model/release/release.ts";
import { type ActionStep, readAction, runStep } from "./action.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { startGitHost } from "./git-host.ts";
import {
  atHour,
  checkPull,
  makeHome,
  OCTOCAT,
  PASSPHRASE,
  runAs,
  STRANGER,
  startCatalog,
} from "./github/catalog.ts";
import { hasRegistry, startOciRegistry, WRITER } from "./oci-registry.ts";
import { makeFolder, makeRepository, writeFiles } from "./repository.ts";
import { hasBubblewrap } from "./sandboxes.ts";
import { startUpstream } from "./upstream.ts";
import { NOON, TOOL } from "./world.ts";

const NAMES = readdirSync(join(TOOL, ".github/actions"));

test.each(NAMES)("%s hands everything over by the environment, and nothing by a script", name => {
  const { runs } = readAction(name);
  expect(runs.using).toBe("composite");
  for (const { run, shell } of runs.steps) {
    expect(shell).toBe("bash");
    expect(run).not.toContain("${{");
  }
});

test.each([
  ["publish", ["token", "key", "passphrase"]],
  ["install", ["package"]],
  ["build", ["package"]],
])("%s can't do without %j", (name, inputs) => {
  const required = Object.entries(readAction(name).inputs).filter(([, input]) => input.required);
  expect(required.map(([input]) => input)).toEqual(inputs);
});

test("a workflow installs a package of the catalog into a folder of its workspace", async () => {
  const { url, environment } = await startUpstream({
    bootstrap: { versions: { "5.3.8": { dependencies: { popper: "^2" } }, "4.0.0": {} } },
    popper: { versions: { "2.11.8": {} } },
  });
  const action = readAction("install");
  const step = action.runs.steps.at(-1)!;
  const workspace = makeFolder();
  // The name of the catalog comes from the input alone.
  const { PAK_CATALOG: _, ...known } = environment;
  const reader = { REGISTRY: "ghcr.io/acme", GITHUB_ACTOR: "octocat", GITHUB_TOKEN: "t0ken" };
  const given = { ...known, ...reader, PACKAGE: "bootstrap#^5", REPO: url, TARGET: "site/web" };
  const ran = await runStep(action, step, workspace, given);
  expect(ran).toMatchObject({ status: 0, stderr: "" });
  const settings = readFileSync(join(environment.PAK_HOME!, "settings.json"), "utf8");
  expect([JSON.parse(settings).registry, settings.includes("t0ken")]).toEqual(["ghcr.io/acme", false]);
  expect(readFileSync(join(workspace, "site/web/paks/bootstrap/dist/bootstrap.js"), "utf8")).toContain(
    "5.3.8",
  );
  expect(readdirSync(join(workspace, "site/web/paks"))).toEqual([".installed.json", "bootstrap", "popper"]);
  const hostile = await runStep(action, step, workspace, { ...given, PACKAGE: '"; touch hit; echo "' });
  expect([hostile.status, readdirSync(workspace)]).toEqual([2, ["site"]]);
});

test("a repository's release workflow publishes its pak.json to the catalog, as its owner", async () => {
  const started = await startCatalog();
  const { standIn } = started;
  standIn.makeRepository("octocat", "less.js");
  // The owner has published something before, and put the key into a secret.
  const home = makeHome();
  await runAs({ ...started, home }, OCTOCAT, ["publish", "my-jq", "@jquery", "o@example.org"]);
  const [key = ""] = readdirSync(join(home, "keys"));
  const folder = makeFolder();
  const manifest = { name: "less", description: "Style sheets", repository: "octocat/less.js" };
  writeFiles(folder, { "pak.json": JSON.stringify({ ...manifest, author: "O <o@example.org>" }) });
  const action = readAction("publish");
  const step = action.runs.steps.at(-1)!;
  const environment = {
    CATALOG: `${standIn.url}/catalog/pak.git`,
    FOLDER: ".",
    GITHUB_API_URL: `${standIn.url}/api`,
    GITHUB_ACTIONS: "true",
    CI: "1",
    ...atHour(1),
    GITHUB_TOKEN: OCTOCAT.token,
    PAK_OWNER_KEY: readFileSync(join(home, "keys", key), "utf8"),
    PAK_OWNER_PASSPHRASE: PASSPHRASE,
  };
  const ran = await runStep(action, step, folder, environment);
  expect(ran).toMatchObject({ status: 0, stdout: `opened: ${standIn.url}/catalog/pak/pull/2\n` });
  expect(ran.stdout + ran.stderr).not.toMatch(/canary|PRIVATE/);
  expect(await checkPull(started, 2, OCTOCAT)).toEqual({ status: 0, codes: [] });
  expect((await checkPull(started, 2, STRANGER)).codes).toEqual(["OWNER_NO_ENDPOINT_PROOF"]);
  // A secret of another name is empty, and a key made in its place would end with the runner.
  const none = await runStep(action, step, folder, { ...environment, PAK_OWNER_KEY: "" });
  expect([none.status, none.stderr]).toEqual([4, expect.stringContaining("PAK_OWNER_KEY is empty")]);
  const wrong = await runStep(action, step, folder, {
    ...environment,
    PAK_OWNER_PASSPHRASE: "something else",
  });
  expect([wrong.status, wrong.stderr]).toEqual([4, expect.stringContaining("PASSPHRASE")]);
});

test.skipIf(!hasBubblewrap || !hasRegistry)(
  "a workflow builds a package of the catalog, and releases it with a token (skipped where bubblewrap makes no sandbox, or without docker-registry)",
  async () => {
    const [host, registry] = [await startGitHost(), await startOciRegistry({ isPrivate: true })];
    const files = { Makefile: "all:\n\techo made > made\ntest: all\n\ttest -s made\n" };
    host.repository.commit(files);
    const { integrity: _, ...release } = aRelease("1.0.0");
    const tree = digestTree(Object.entries(files).map(([path, text]) => [path, hash("sha256", text)]));
    const change: Change = { build: { builder: "make", files: ["made"] } };
    const catalog = makeRepository();
    catalog.commit({
      ...settingsFile(),
      ".gitignore": ".pak/\n",
      ...catalogFiles({
        entry: anEntry({ name: "foo", endpoint: host.endpoint, license: "MIT" }),
        releases: [{ ...release, ...host.release("v1.0.0"), tree }],
        override: { "acme/foo": { "*": change } },
      }),
    });
    const action = readAction("build");
    const [build, release_] = action.runs.steps.slice(-2) as [ActionStep, ActionStep];
    const [workspace, runner] = [makeFolder(), makeFolder()];
    writeFiles(runner, { "pak-home/settings.json": JSON.stringify({ replace: host.replace }) });
    const given = {
      PAK_HOME: join(runner, "pak-home"),
      RUNNER_TEMP: runner,
      GITHUB_OUTPUT: join(runner, "output"),
      PACKAGE: "foo@1.0.0",
    };
    const readOutput = (name: string) =>
      new RegExp(`^${name}=(.*)$`, "m").exec(readFileSync(given.GITHUB_OUTPUT, "utf8"))?.[1] ?? "";
    const input = { REPO: `file://${catalog.root}`, BUILDER: "", TARGET: "built" };
    const ran = await runStep(action, build, workspace, { ...given, ...input });
    expect(ran.status, ran.stderr).toBe(0);
    const folder = join(workspace, "built/foo/1.0.0");
    expect(readOutput("folder")).toBe(folder);
    expect(JSON.parse(readFileSync(join(folder, "build.json"), "utf8"))).toMatchObject({
      name: "foo",
      builder: "make",
      sandbox: "bubblewrap",
      tests: "passed",
      reproducible: true,
    });
    const none = await runStep(action, build, workspace, { ...given, ...input, PACKAGE: "foo@2.0.0" });
    expect([none.status, none.stderr]).toEqual([6, expect.stringContaining("no release 2.0.0")]);
    const { privateKey } = await makeKey({ name: "Catalog", email: "c@example.org", now: NOON });
    const released = await runStep(action, release_, workspace, {
      ...given,
      CATALOG: readOutput("catalog"),
      FOLDER: folder,
      REGISTRY: `${registry.host}/acme`,
      REGISTRY_USER: WRITER.user,
      GITHUB_TOKEN: WRITER.token,
      PAK_SIGNING_KEY: privateKey,
      PAK_SIGNING_PASSPHRASE: "",
    });
    expect(released.status, released.stderr).toBe(0);
    expect(released.stdout + released.stderr).not.toMatch(/PRIVATE|t0ken/);
    const record = readFileSync(readOutput("record"), "utf8");
    expect((JSON.parse(record) as Releases).releases[0]?.artifact?.oci).toContain(
      `${registry.host}/acme/foo@sha256:`,
    );
  },
);
