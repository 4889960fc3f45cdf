import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anEntry, catalogFiles, settingsFile } from "../test/catalog.ts";
import { makeFolder, makeRepository, writeFiles } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import { publish } from "./publish.ts";

function makeClone() {
  const repository = makeRepository();
  repository.commit({ ...settingsFile(), ...catalogFiles({ entry: anEntry({ name: "jquery" }) }) });
  const home = makeFolder();
  writeFiles(home, { pw: "correct horse\n" });
  const run = async (words: string[], flags: Record<string, string | true> = {}, root = repository.root) => {
    const world = aWorld({ root, home });
    const status = await publish.run(world, { words, flags: { password: join(home, "pw"), ...flags } });
    return { status, ...world };
  };
  const entryAt = (branch: string, name: string) =>
    JSON.parse(repository.git("show", `${branch}:catalog/${name.slice(0, 2)}/${name}.json`));
  return { repository, home, run, entryAt };
}

test("an alias becomes a signed commit on a branch of its own, and says what is next", async () => {
  const { repository, run, entryAt } = makeClone();
  const { status, printed, reported } = await run(["my-jq", "@pak:jquery", "me@example.org"]);
  expect(status).toBe(0);
  expect(printed).toEqual([expect.stringMatching(/^[0-9a-f]{12} on publish\/my-jq: Publish my-jq$/)]);
  expect(reported.join("\n")).toMatch(/made the key [0-9A-F]{40}[\s\S]*push publish\/my-jq to a fork/);
  expect(entryAt("publish/my-jq", "my-jq")).toMatchObject({
    endpoint: "@jquery",
    owners: [{ email: "me@example.org", key: expect.stringMatching(/^[0-9A-F]{40}$/) }],
  });
  expect(repository.git("status", "--porcelain")).toBe("");
});

test("everything can come from pak.json beside the catalog's clone, its override too", async () => {
  const { repository, run, entryAt } = makeClone();
  const package_ = makeFolder();
  writeFiles(package_, {
    "pak.json": `{ name: 'less', description: 'Style sheets', author: { email: 'o@example.org' },
      repository: { url: 'https://github.com/less/less.js', override: 'less-override.json', }, }`,
    "less-override.json": `{ 'less/less.js': { versions: "^v(\\d+)\\.(\\d+)\\.(\\d+)$", overrides: { '*': { license: 'MIT' } } } }`,
  });
  const { status, reported } = await run([], { into: repository.root }, package_);
  expect(status).toBe(0);
  expect(reported.join("\n")).toContain("OWNER_NO_ENDPOINT_PROOF");
  expect(entryAt("publish/less", "less").endpoint).toBe("https://github.com/less/less.js.git");
  expect(JSON.parse(repository.git("show", "publish/less:overrides/less.json"))).toEqual({
    "less/less.js": { versions: "^v(\\d+)\\.(\\d+)\\.(\\d+)$", overrides: { "*": { license: "MIT" } } },
  });
});

test("a dry run shows the change and leaves nothing, no key either", async () => {
  const { repository, home, run } = makeClone();
  const { status, printed } = await run(["my-jq", "@jquery", "me@example.org"], { "dry-run": true });
  expect(status).toBe(0);
  expect(printed[0]).toBe("Publish my-jq");
  expect(printed).toContain('+  "endpoint": "@jquery",');
  expect(repository.git("branch", "--list", "publish/*")).toBe("");
  expect(readdirSync(home)).toEqual(["pw"]);
});

test("what the rules refuse ends with 1, no branch and no key", async () => {
  const { repository, home, run } = makeClone();
  const { status, reported } = await run(["my-jq", "@nowhere", "me@example.org"]);
  expect(status).toBe(1);
  expect(reported.join("\n")).toContain("ALIAS_TARGET_MISSING");
  expect(repository.git("branch", "--list", "publish/*")).toBe("");
  expect(readdirSync(home)).toEqual(["pw"]);
});

test.each<[string, string[], RegExp]>([
  ["no endpoint", ["fresh"], /endpoint is missing|address/],
  ["no description", ["fresh", "@npm:fresh", "me@example.org"], /description is missing/],
  ["no address", ["fresh", "@npm:fresh", "nobody"], /nobody is no address/],
  [
    "an override that is not there",
    ["fresh", "@jquery", "me@example.org", "none.json"],
    /none.json can't be read/,
  ],
  [
    "an override over http",
    ["fresh", "@jquery", "me@example.org", "http://example.org/x.json"],
    /URL_SCHEME|https/,
  ],
  ["no pak.json", [], /there is no .*pak.json/],
])("%s is said with a way out", async (_, words, message) => {
  const { run } = makeClone();
  const error = await run(words).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ message: expect.stringMatching(message), fix: expect.any(String) });
});

test("one JSON document tells all of it", async () => {
  const { run } = makeClone();
  const { printed } = await run(["my-jq", "@jquery", "me@example.org"], { json: true });
  expect(JSON.parse(printed.join("\n"))).toMatchObject({
    title: "Publish my-jq",
    branch: "publish/my-jq",
    isUnchanged: false,
    findings: [],
    commit: expect.stringMatching(/^[0-9a-f]{40}$/),
  });
});
