import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readPrivateKey } from "openpgp";
import { expect, test } from "vitest";
import { aRelease, aReleases, catalogFiles } from "./catalog.ts";
import {
  checkPull,
  makeHome,
  mergePull,
  OCTOCAT,
  PASSPHRASE,
  runAs,
  STRANGER,
  startCatalog,
} from "./github/catalog.ts";
import { startPak } from "./pak.ts";
import { hasOpenssl, RAW_HOST, serveRawHost } from "./raw-host.ts";
import { makeFolder, makeRepository, writeFiles } from "./repository.ts";

test("a publisher publishes, changes, yanks and retracts by pull requests that CI accepts from nobody else", async () => {
  const started = await startCatalog();
  const { standIn } = started;
  standIn.makeRepository("octocat", "less.js");
  const words = ["publish", "less", "octocat/less.js", "o@example.org", "--description", "Style sheets"];
  const first = await runAs(started, OCTOCAT, words);
  expect(first).toMatchObject({ status: 0, stdout: `opened: ${standIn.url}/catalog/pak/pull/1\n` });
  expect(standIn.pulls).toMatchObject([
    { title: "Publish less", head: "octocat:publish/less", base: "main" },
  ]);
  expect(await checkPull(started, 1, OCTOCAT)).toEqual({ status: 0, codes: [] });
  expect(await checkPull(started, 1, STRANGER)).toEqual({ status: 1, codes: ["OWNER_NO_ENDPOINT_PROOF"] });
  expect((await runAs(started, OCTOCAT, words)).stdout).toBe(
    `unchanged: ${standIn.url}/catalog/pak/pull/1\n`,
  );
  expect(standIn.pulls).toHaveLength(1);

  mergePull(started, 1);
  const change = ["publish", "less", "octocat/less.js", "o@example.org", "--description", "Better words"];
  expect((await runAs(started, OCTOCAT, change)).stdout).toBe(`opened: ${standIn.url}/catalog/pak/pull/2\n`);
  // The owner's key signed it, so whoever opens the pull request, it is the owner's.
  expect(await checkPull(started, 2, STRANGER)).toEqual({ status: 0, codes: [] });
  mergePull(started, 2);
  expect((await runAs(started, OCTOCAT, change)).stdout).toContain("unchanged");

  const { git, commit } = makeRepository();
  git("pull", "--quiet", started.bare, "main");
  commit({
    "catalog/releases/le/less.json": `${JSON.stringify(aReleases("less", aRelease("4.2.0")), null, 2)}\n`,
  });
  git("push", "--quiet", started.bare, "main");
  expect((await runAs(started, OCTOCAT, ["retract", "less@4.2.0", "--reason", "broken"])).status).toBe(0);
  expect(await checkPull(started, 3, OCTOCAT)).toEqual({ status: 0, codes: [] });
  mergePull(started, 3);
  expect((await runAs(started, OCTOCAT, ["retract", "less", "--reason", "gone"])).status).toBe(0);
  expect(await checkPull(started, 4, OCTOCAT)).toEqual({ status: 0, codes: [] });
  expect(standIn.strays).toEqual([]);
});

test("a publisher without a clone names the catalog by its address, from the package's own folder", async () => {
  const started = await startCatalog();
  const { standIn, home } = started;
  standIn.makeRepository("octocat", "less.js");
  const folder = makeFolder();
  writeFiles(folder, {
    "pak.json":
      '{ "name": "less", "description": "Style sheets", "author": "O <o@example.org>", "repository": "octocat/less.js" }',
  });
  const publish = () =>
    runAs({ ...started, clone: folder }, OCTOCAT, ["publish", "--into", `${standIn.url}/catalog/pak.git`]);
  expect(await publish()).toMatchObject({ status: 0, stdout: `opened: ${standIn.url}/catalog/pak/pull/1\n` });
  expect(await checkPull(started, 1, OCTOCAT)).toEqual({ status: 0, codes: [] });
  mergePull(started, 1);
  expect((await publish()).stdout).toContain("unchanged");
  expect(readdirSync(join(home, "clones"))).toHaveLength(1);
});

test.skipIf(!hasOpenssl)(
  "a third-party package is wrapped by an override from an address, and by nobody but its owner",
  async () => {
    const started = await startCatalog();
    started.standIn.makeRepository("octocat", "openssl");
    const override = `// wraps what can't be changed\n{ 'octocat/openssl': { '*': { 'license': 'MIT', }, }, }\n`;
    const { port, certificate } = await serveRawHost((request, response) =>
      response.writeHead(request.url?.endsWith("/openssl.json") ? 200 : 404).end(override),
    );
    const publish = (file: string) => [
      "publish",
      ...["openssl", "octocat/openssl", "o@example.org"],
      `https://${RAW_HOST}/octocat/overrides/${"1".repeat(40)}/${file}`,
      ...["--description", "Cryptography"],
    ];
    const environment = {
      NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, "detour.ts"))}`,
      NODE_EXTRA_CA_CERTS: certificate,
      PAK_DETOUR_PORT: String(port),
    };
    const missing = await runAs(started, OCTOCAT, publish("none.json"), { environment });
    expect([missing.status, missing.stderr]).toEqual([
      2,
      expect.stringMatching(/^pak: READ .* answered 404/),
    ]);
    expect(await runAs(started, OCTOCAT, publish("openssl.json"), { environment })).toMatchObject({
      status: 0,
      stdout: `opened: ${started.standIn.url}/catalog/pak/pull/1\n`,
    });
    expect(await checkPull(started, 1, OCTOCAT)).toEqual({ status: 0, codes: [] });
    expect((await checkPull(started, 1, STRANGER)).codes).toEqual(["OWNER_NO_ENDPOINT_PROOF"]);
    mergePull(started, 1);
    const show = (path: string) =>
      execFileSync("git", ["-C", started.bare, "show", `main:${path}`]).toString();
    expect(JSON.parse(show("overrides/openssl.json"))).toEqual({
      "octocat/openssl": { "*": { license: "MIT" } },
    });
  },
);

test("a stranger's key changes nothing of another's, and their command says so before CI does", async () => {
  const started = await startCatalog();
  started.standIn.makeRepository("octocat", "less.js");
  await runAs(started, OCTOCAT, ["publish", "my-jq", "@jquery", "o@example.org"]);
  mergePull(started, 1);
  const strange = { ...started, home: makeHome() };
  const ran = await runAs(strange, STRANGER, ["publish", "my-jq", "--description", "Mine"]);
  expect(ran.status).toBe(1);
  expect(ran.stderr).toContain("OWNER_NOT_OWNER");
  execFileSync("git", ["config", "user.email", "s@example.org"], { cwd: strange.clone });
  for (const name of ["my-jq", "jquery", "jquery@3.7.1"]) {
    const retracted = await runAs(strange, STRANGER, ["retract", name, "--reason", "mine"]);
    expect([retracted.status, retracted.stderr]).toEqual([1, expect.stringContaining("OWNER_NOT_OWNER")]);
  }
  expect(started.standIn.pulls).toHaveLength(1);
});

test("neither token nor passphrase nor private key is in what is said, committed or sent", async () => {
  const started = await startCatalog();
  const { standIn, clone, home } = started;
  const runs = [
    await runAs(started, OCTOCAT, ["publish", "my-jq", "@jquery", "o@example.org"]),
    await runAs(started, { ...OCTOCAT, token: "canary-unknown" }, [
      "publish",
      "my-css",
      "@jquery",
      "o@example.org",
    ]),
    await runAs(started, OCTOCAT, ["publish", "my-jq", "@jquery", "o@example.org", "--json"]),
  ];
  expect(runs.map(ran => ran.status)).toEqual([0, 4, 0]);
  const said = runs.map(ran => ran.stdout + ran.stderr).join("");
  const sent = JSON.stringify(standIn.pulls);
  const committed = execFileSync("git", ["log", "--all", "--patch"], { cwd: clone, encoding: "utf8" });
  for (const text of [said, sent, committed]) expect(text).not.toMatch(/canary|PRIVATE KEY/);
  const [key] = readdirSync(join(home, "keys"));
  const kept = await readPrivateKey({ armoredKey: readFileSync(join(home, "keys", key!), "utf8") });
  expect(kept.isDecrypted()).toBe(false);
});

test("two right changes that are wrong together: the second is refused once the first is in", async () => {
  const started = await startCatalog();
  const other = { ...started, home: makeHome() };
  const opened = [
    await runAs(started, OCTOCAT, ["publish", "style-sheets", "@jquery", "o@example.org"]),
    await runAs(other, STRANGER, ["publish", "stylesheets", "@jquery", "s@example.org"]),
  ];
  expect(opened.map(ran => ran.status)).toEqual([0, 0]);
  expect(await checkPull(started, 1, OCTOCAT)).toEqual({ status: 0, codes: [] });
  expect(await checkPull(started, 2, STRANGER)).toEqual({ status: 0, codes: [] });
  mergePull(started, 1);
  expect(await checkPull(started, 2, STRANGER)).toEqual({ status: 1, codes: ["NAME_SEPARATOR_COLLISION"] });
});

test("two publishers who race for a name: who is merged has it, the other is told whose it is", async () => {
  const started = await startCatalog();
  const other = { ...started, home: makeHome() };
  await runAs(started, OCTOCAT, ["publish", "my-jq", "@jquery", "o@example.org"]);
  await runAs(other, STRANGER, ["publish", "my-jq", "@jquery", "s@example.org"]);
  expect(await checkPull(started, 2, STRANGER)).toEqual({ status: 0, codes: [] });
  mergePull(started, 1);
  expect(await checkPull(started, 2, STRANGER)).toEqual({ status: 1, codes: ["TREE_CONFLICT"] });
  const again = await runAs(other, STRANGER, ["publish", "my-jq", "@jquery", "s@example.org"]);
  expect([again.status, again.stderr]).toEqual([2, expect.stringContaining("belongs to o@example.org")]);
});

test("what is pushed after a check is checked anew: a signature does not cover it", async () => {
  const started = await startCatalog();
  await runAs(started, OCTOCAT, ["publish", "my-jq", "@jquery", "o@example.org"]);
  mergePull(started, 1);
  const change = ["publish", "my-jq", "@jquery", "o@example.org", "--description", "Better words"];
  await runAs(started, OCTOCAT, change);
  expect(await checkPull(started, 2, STRANGER)).toEqual({ status: 0, codes: [] });
  const fork = makeRepository();
  fork.git("pull", "--quiet", started.standIn.folderOf("octocat/pak"), "publish/my-jq");
  const entry = JSON.parse(fork.git("show", "HEAD:catalog/my/my-jq.json"));
  fork.commit(catalogFiles({ entry: { ...entry, description: "Pushed after the approval" } }));
  fork.git("push", "--quiet", started.standIn.folderOf("octocat/pak"), "HEAD:publish/my-jq");
  expect(await checkPull(started, 2, STRANGER)).toEqual({ status: 1, codes: ["OWNER_STATEMENT_CONTENT"] });
});

/** How many of the points of a break are tried here; PAK_FAULTS=all tries each. */
const MOST = process.env.PAK_FAULTS === "all" ? Number.POSITIVE_INFINITY : 6;

test("killed at any write, a second run finishes the job: one branch, one pull request", async () => {
  const started = await startCatalog();
  const words = ["publish", "my-jq", "@jquery", "o@example.org"];
  const runFaulty = async (home: string, clone: string, at: number) => {
    writeFiles(home, { pw: `${PASSPHRASE}\n` });
    const environment = {
      PAK_HOME: home,
      GITHUB_API_URL: `${started.standIn.url}/api`,
      GITHUB_TOKEN: OCTOCAT.token,
      NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, "fault.ts"))}`,
      PAK_FAULT_AT: String(at),
    };
    return startPak(clone, [...words, "--password", join(home, "pw")], environment);
  };
  const makeClone = () => {
    const root = makeFolder();
    cpSync(started.clone, root, { recursive: true });
    return root;
  };
  const whole = await runFaulty(makeFolder(), makeClone(), 0);
  const calls = Number(/fault calls: (\d+)/.exec(whole.stderr)?.[1]);
  expect([whole.status, calls > 5]).toEqual([0, true]);
  // A run or two at the end may have had fewer writes than the first one, and live.
  let kills = 0;
  const step = Math.max(1, Math.floor(calls / MOST));
  for (let at = 1; at <= calls; at += step) {
    const [home, clone] = [makeFolder(), makeClone()];
    const killed = await runFaulty(home, clone, at);
    kills += killed.status === 0 ? 0 : 1;
    const again = await runFaulty(home, clone, 0);
    expect(again, `write ${at} of ${calls}`).toMatchObject({ status: 0 });
    expect(again.stdout).toMatch(/^(?:opened|updated|unchanged): .*\/pull\/1\n$/);
    const fsck = execFileSync("git", ["fsck", "--strict", "--no-dangling"], {
      cwd: clone,
      encoding: "utf8",
      stdio: "pipe",
    });
    expect(fsck).toBe("");
    expect(await checkPull(started, 1, OCTOCAT)).toEqual({ status: 0, codes: [] });
  }
  expect(kills).toBeGreaterThanOrEqual(Math.floor(calls / step) - 2);
  expect(started.standIn.pulls).toHaveLength(1);
}, 600_000);
