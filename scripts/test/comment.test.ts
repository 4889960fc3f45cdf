import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import type { Override } from "../model/override/override.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { type Pull, startGitHub } from "./github/server.ts";
import { startPak } from "./pak.ts";
import { makeRepository } from "./repository.ts";
import { HOUR, NOON } from "./world.ts";

const OCTOCAT = { login: "octocat", id: 583231, token: "canary-token-octocat" };
const CATALOG = { login: "catalog", id: 70142, members: [] };
const BOT = { login: "github-actions[bot]", id: 41898282, token: "canary-token-workflow" };
const owners = [{ email: "o@example.org", github: { login: "octocat", id: OCTOCAT.id } }];
const LESS = {
  entry: anEntry({ name: "less", owners }),
  releases: [aRelease("4.2.0"), aRelease("3.0.0", { dependencies: { old: "*" } })],
};

/** The catalog at the stand-in, a fork, and the clone in which the workflow runs. */
async function start() {
  const standIn = await startGitHub([OCTOCAT, CATALOG, BOT]);
  const [bare, fork] = [standIn.makeRepository("catalog", "pak"), standIn.makeRepository("octocat", "pak")];
  const author = makeRepository();
  author.commit({ ...settingsFile(), ...catalogFiles(LESS) });
  author.git("push", "--quiet", bare, "main");
  const runner = makeRepository();
  runner.git("remote", "add", "origin", `${standIn.url}/catalog/pak.git`);
  runner.git("fetch", "--quiet", bare, "main");
  runner.git("reset", "--quiet", "--hard", "FETCH_HEAD");
  const push = (branch: string, files: Record<string, string>) => {
    author.git("checkout", "--quiet", "-B", branch, "main");
    const head = author.commit(files);
    execFileSync("git", ["-C", author.root, "push", "--quiet", "--force", fork, `HEAD:refs/heads/${branch}`]);
    return head;
  };
  /** Pushes a commit of a tree that no work tree can hold. */
  const pushTree = (branch: string, tree: string) => {
    const who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
    const head = author.git(...who, "commit-tree", tree, "-p", "main", "-m", "x");
    author.git("push", "--quiet", "--force", fork, `${head}:refs/heads/${branch}`);
    return head;
  };
  /** Writes an object as it is, right or wrong. */
  const write = (type: string, input: Uint8Array) => {
    const words = ["hash-object", "-t", type, "-w", "--literally", "--stdin"];
    return execFileSync("git", words, { cwd: author.root, input, encoding: "utf8" }).trim();
  };
  const open = (branch: string, fields: Partial<Pull> = {}) =>
    standIn.pulls.push({
      number: standIn.pulls.length + 1,
      repository: "catalog/pak",
      head: `octocat:${branch}`,
      base: "main",
      author: "octocat",
      title: "x",
      body: "x",
      state: "open",
      created: "2026-11-21T09:00:00Z",
      ...fields,
    });
  const run = (words: readonly string[] = ["--comment"], hours = 0) =>
    startPak(runner.root, ["check", "--pull", ...words], {
      GITHUB_ACTIONS: "true",
      GITHUB_API_URL: `${standIn.url}/api`,
      GITHUB_REPOSITORY: "catalog/pak",
      GITHUB_TOKEN: BOT.token,
      SOURCE_DATE_EPOCH: String((NOON.getTime() + hours * HOUR) / 1000),
    });
  return { standIn, runner, push, pushTree, write, open, run };
}

const overriding = (override: Override) => catalogFiles({ ...LESS, override });
const BRANCH = "publish/less";

test("one comment tells of the commit that was checked: findings, effect, next step, waiting", async () => {
  const { standIn, runner, push, open, run } = await start();
  const first = push(BRANCH, overriding({ "@npm/less": { "*": { scripts: { install: "`x` @octocat" } } } }));
  open(BRANCH);
  const refused = await run();
  expect(refused.status).toBe(0);
  expect(refused.stderr).toContain(`pull request 1 at ${first}: comment posted\n`);
  expect(standIn.comments).toMatchObject([{ issue: 1, author: BOT.login }]);
  const [comment] = standIn.comments;
  expect(comment!.body).toMatch(/^<!-- pak-check -->\n### Catalog check: 1 finding\n/);
  expect(comment!.body).toMatch(
    /\*\*Next:\*\* the author mends `\w+` and pushes again\. It has waited 3 hours\./,
  );
  expect(comment!.body).toContain(`Checked commit: \`${first}\``);
  expect(comment!.body).toContain("once its files can be read");

  const second = push(BRANCH, overriding({ "@npm/less": { "<4": { "=dependencies": {}, license: "MIT" } } }));
  expect((await run()).status).toBe(0);
  expect(standIn.comments).toHaveLength(1);
  expect(comment!.body).toContain("### Catalog check: all is well\n");
  expect(comment!.body).toContain("a maintainer merges. It has waited 3 hours.");
  expect(comment!.body).toContain(`Checked commit: \`${second}\``);
  expect(comment!.body).toContain("The override is added. 1 recorded release reads differently:");
  expect(comment!.body).toContain('| `3.0.0` | `license` | – | `"MIT"` |');
  expect(comment!.body).not.toContain("4.2.0");

  const again = await run();
  expect(again.stderr).toContain(": comment unchanged\n");
  expect(standIn.asked.filter(asked => asked.startsWith("PATCH"))).toHaveLength(1);
  expect(runner.git("status", "--porcelain")).toBe("");
  expect(standIn.strays).toEqual([]);
  for (const text of [refused.stderr, again.stdout, comment!.body]) expect(text).not.toContain("canary");
});

test("a held finding waits for a maintainer's label, which the API tells", async () => {
  const { standIn, push, open, run } = await start();
  const fresh = anEntry({ name: "fresh", endpoint: "https://github.com/catalog/none.git", owners });
  push("publish/fresh", catalogFiles({ entry: fresh }));
  open("publish/fresh");
  expect((await run()).status).toBe(0);
  expect(standIn.comments[0]!.body).toContain("### Catalog check: waits for a maintainer\n");
  expect(standIn.comments[0]!.body).toContain("a maintainer adds the label `endpoint-reviewed`");
  standIn.pulls[0]!.labels = ["endpoint-reviewed"];
  expect((await run(["--comment"], 72)).status).toBe(0);
  expect(standIn.comments[0]!.body).toContain(
    "a maintainer merges if the check passed when `endpoint-reviewed` was put on, and else puts it on again. It has waited 3 days.",
  );
  expect(standIn.comments[0]!.body).toContain("#### `fresh`: added\n");
  expect(standIn.strays).toEqual([]);
});

test("without --comment nothing is written, and --json gives one document", async () => {
  const { standIn, push, open, run } = await start();
  push(BRANCH, { "catalog/br/broken.json": "{" });
  open(BRANCH);
  const { status, stdout } = await run(["--json"]);
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    checked: 1,
    findings: [{ code: "OWNER_NO_ENDPOINT_PROOF" }, { code: "JSON_SYNTAX" }],
  });
  expect(standIn.comments).toEqual([]);
});

test("a commit that is not the one the API told is not checked", async () => {
  const { standIn, push, open, run } = await start();
  const first = push(BRANCH, overriding({ "@npm/less": { "*": { license: "MIT" } } }));
  open(BRANCH);
  await run();
  push(BRANCH, { "catalog/br/broken.json": "{" });
  // GitHub has the newer push; the API's answer is still the older one.
  await run([]);
  standIn.pulls[0]!.sha = first;
  const { status, stderr } = await run();
  expect(status).toBe(2);
  expect(stderr).toContain(`not at ${first}`);
  expect(standIn.comments[0]!.body).toContain("all is well");
});

test("by the clock every open pull request is told, and one that fails keeps no other from it", async () => {
  const { standIn, push, open, run } = await start();
  push("broken", { "catalog/br/broken.json": "{" });
  open("broken");
  push(BRANCH, overriding({ "@npm/less": { "*": { license: "MIT" } } }));
  open(BRANCH);
  expect((await run()).status).toBe(0);
  const headlines = () => standIn.comments.map(({ issue, body }) => [issue, body.split("\n")[1]]);
  expect(headlines()).toEqual([
    [1, "### Catalog check: 2 findings"],
    [2, "### Catalog check: all is well"],
  ]);
  standIn.pulls[0]!.sha = "1".repeat(40);
  const { status, stderr } = await run(["--comment"], 24);
  expect(status).toBe(2);
  expect(stderr).toContain(`pull request 1 at ${"1".repeat(40)} could not be checked`);
  expect(JSON.parse((await run(["--json"])).stdout)).toMatchObject({ error: { code: "GIT" } });
  expect(standIn.comments.map(({ body }) => /waited (.*)\./.exec(body)?.[1])).toEqual([
    "3 hours",
    "27 hours",
  ]);
  expect(standIn.strays).toEqual([]);
});

test("what can't be listed, and what git refuses, keeps no other pull request from its comment", async () => {
  const { standIn, push, pushTree, write, open, run } = await start();
  const entry = (mode: string, name: string, id: string) =>
    Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]);
  let folder = write("tree", entry("100644", "file", write("blob", Buffer.from("x"))));
  for (let level = 0; level < 6; level++) {
    const entries = Array.from({ length: 10 }, (_, at) => entry("40000", `${at}`, folder));
    folder = write("tree", Buffer.concat(entries));
  }
  const bomb = pushTree("bomb", folder);
  const twice = pushTree(
    "twice",
    write("tree", Buffer.concat(["a", "a"].map(name => entry("40000", name, folder)))),
  );
  push(BRANCH, overriding({ "@npm/less": { "*": { license: "MIT" } } }));
  for (const branch of ["bomb", "twice", BRANCH]) open(branch);
  const { status, stderr } = await run();
  expect(stderr).toContain(`pull request 1 at ${bomb} could not be checked: the change is more than`);
  expect(stderr).toContain(`pull request 2 at ${twice} could not be checked: git refuses an object`);
  expect(stderr).toContain("pak: TOO_LARGE ");
  expect(status).toBe(5);
  expect(standIn.comments).toMatchObject([{ issue: 3, body: expect.stringContaining("all is well") }]);
});

test("a pull request with no package in it is left to people", async () => {
  const { standIn, push, open, run } = await start();
  push("tool", { "README.md": "Better words" });
  open("tool");
  expect((await run()).stderr).toContain("no package in it, no comment");
  expect(standIn.comments).toEqual([]);
});
