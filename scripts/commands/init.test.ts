import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkEntry } from "../model/entry/rules.ts";
import { applyIntent, readIntent } from "../model/publish/intent.ts";
import { runPak } from "../test/pak.ts";
import { makeFolder, makeRepository, writeFiles } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import type { World } from "./command.ts";
import { init } from "./init.ts";

const PACKAGE = JSON.stringify({
  name: "@less/less",
  version: "4.2.0",
  description: "Style sheets",
  author: "Octo Cat <o@example.org>",
  license: "MIT",
  dependencies: { tslib: "^2" },
});

function makePackage(files: Record<string, string | Uint8Array> = {}, remote?: string) {
  const root = join(makeFolder(), "less");
  mkdirSync(root);
  const { git } = makeRepository(root);
  // Whoever runs the tests is nobody here.
  for (const field of ["name", "email"]) git("config", `user.${field}`, "");
  if (remote !== undefined) git("remote", "add", "origin", remote);
  writeFiles(root, files);
  const home = makeFolder();
  const run = async (flags: Record<string, string | true> = {}, fields: Partial<World> = {}) => {
    const world = aWorld({ root, home, ...fields });
    const status = await init.run(world, { words: [], flags });
    return { status, stdout: world.printed.join("\n"), stderr: world.reported.join("\n") };
  };
  const read = () => readFileSync(join(root, "pak.json"), "utf8");
  return { root, home, git, run, read };
}

/** A world whose person answers the questions in order. */
function aPerson(answers: readonly string[]) {
  const asked: string[] = [];
  const ask = async (question: string) => answers[asked.push(question) - 1] ?? "";
  return { asked, world: { isInteractive: true, ask } };
}

test("package.json, git remote and git user give a pak.json that can be published as it is", async () => {
  const { run, read, root, git } = makePackage(
    { "package.json": '{ "description": "Style sheets", "license": "MIT" }' },
    "git@github.com:less/less.js.git",
  );
  git("config", "user.name", "Octo Cat");
  git("config", "user.email", "o@example.org");
  const { status, stdout, stderr } = await run();
  expect(status).toBe(0);
  expect(read()).toBe(`{
  "name": "less.js",
  "description": "Style sheets",
  "license": "MIT",
  "author": {
    "name": "Octo Cat",
    "email": "o@example.org"
  },
  "repository": {
    "type": "git",
    "url": "https://github.com/less/less.js.git"
  }
}
`);
  expect(stdout).toMatch(/^wrote pak.json:\n {2}name: "less.js"\n/);
  expect(stderr).toMatch(/^next: pak publish --dry-run --into CLONE/);
  const intent = readIntent(JSON.parse(read()));
  expect(intent.email).toBe("o@example.org");
  const entry = applyIntent(undefined, intent, { email: "o@example.org", key: "A".repeat(40) }, []);
  expect(checkEntry(entry as never, {})).toEqual([]);
  expect(readdirSync(root).toSorted()).toEqual([".git", "package.json", "pak.json"]);
});

test("what nobody says is asked, with a proposal in brackets that Enter takes", async () => {
  const { run, read } = makePackage({
    "package.json": '{ "author": "Ada" }',
    "README.md": "# less\n\nThe language of styles.\n",
  });
  const { asked, world } = aPerson(["", "", "ada", "ada@example.org"]);
  const { stderr } = await run({}, world);
  expect(asked).toEqual([
    "What is the package called? [less] ",
    "What is it, in a sentence? [The language of styles] ",
    "What is its author's e-mail address? ",
    "What is its author's e-mail address? ",
  ]);
  expect(stderr).toContain('"ada" is no e-mail address; expected: name@example.org');
  expect(JSON.parse(read())).toEqual({
    name: "less",
    description: "The language of styles",
    author: { name: "Ada", email: "ada@example.org" },
  });
});

test("what is found is not asked, and a person who does not answer is not asked for ever", async () => {
  const { run, root } = makePackage({ "package.json": PACKAGE });
  expect((await run()).status).toBe(0);
  writeFiles(root, { "pak.json": undefined, "package.json": '{ "name": "less" }' });
  const { asked, world } = aPerson([]);
  await expect(run({}, world)).rejects.toMatchObject({
    code: "USAGE",
    fix: expect.stringMatching(/--descr/),
  });
  expect(asked).toHaveLength(3);
  expect(readdirSync(root)).not.toContain("pak.json");
});

test("with nobody there, what is missing is named with its flag and nothing is written", async () => {
  const { run, root, home, read } = makePackage({ "package.json": '{ "author": "Ada" }' });
  writeFiles(home, { "settings.json": '{ "name": "Octo Cat", "email": "o@example.org" }' });
  await expect(run()).rejects.toMatchObject({
    code: "USAGE",
    message: "nothing here says the description and the author's address",
    fix: 'add --description "TEXT" --email o@example.org',
  });
  expect(readdirSync(root)).not.toContain("pak.json");
  await run({ description: "Style sheets", email: "a@example.org", name: "more" });
  expect(JSON.parse(read())).toEqual({
    name: "more",
    description: "Style sheets",
    author: { name: "Ada", email: "a@example.org" },
  });
});

test("why a description is missing that package.json has is told before it is asked", async () => {
  const { run, root } = makePackage();
  writeFiles(root, { "package.json": JSON.stringify({ description: "x".repeat(300) }) });
  const reported: string[] = [];
  const report = (line: string) => reported.push(line);
  await expect(run({ email: "o@example.org" }, { report })).rejects.toMatchObject({ code: "USAGE" });
  expect(reported).toEqual(["left out: description of package.json: the text has 300 characters"]);
});

test("a folder whose name can't be a package's is asked for one", async () => {
  const root = join(makeFolder(), "日本");
  mkdirSync(root);
  await expect(
    makePackage().run({ description: "x", email: "o@example.org" }, { root }),
  ).rejects.toMatchObject({
    fix: "add --name NAME",
  });
});

test("an existing pak.json only gets what it lacks, its own bytes stay", async () => {
  const before = "{\n\t// the name is taken\n\t'name': 'less2',\n\t\"author\": \"Ada\", /* none */\n}\n";
  const { run, read, root } = makePackage({ "package.json": PACKAGE, "pak.json": before });
  chmodSync(join(root, "pak.json"), 0o600);
  const { status, stdout } = await run();
  expect([status, stdout]).toEqual([
    0,
    'added to pak.json:\n  version: "4.2.0"\n  description: "Style sheets"\n  license: "MIT"',
  ]);
  expect(read()).toBe(
    before.replace("\n}", '\n\t"version": "4.2.0",\n\t"description": "Style sheets",\n\t"license": "MIT"\n}'),
  );
  expect(statSync(join(root, "pak.json")).mode & 0o777).toBe(0o600);
  const kept = read();
  expect((await run()).stdout).toBe("unchanged: pak.json has all of it already");
  expect((await run({ "dry-run": true })).stdout).toMatch(/^unchanged/);
  expect(read()).toBe(kept);
});

test("a linked pak.json stays a link, and what it leads to is changed", async () => {
  const { run, root } = makePackage({ "package.json": PACKAGE, "other/pak.json": '{"name":"less"}' });
  symlinkSync("other/pak.json", join(root, "pak.json"));
  await run();
  expect(JSON.parse(readFileSync(join(root, "other/pak.json"), "utf8"))).toMatchObject({ license: "MIT" });
  expect(lstatSync(join(root, "pak.json")).isSymbolicLink()).toBe(true);
});

test("a flag changes nothing that pak.json says; the same again is fine", async () => {
  const { run } = makePackage({
    "package.json": PACKAGE,
    "pak.json": '{ "name": "less", "author": "Ada <a@example.org>" }',
  });
  await expect(run({ name: "more" })).rejects.toMatchObject({
    code: "USAGE",
    fix: expect.stringMatching(/change it|pak\.json/),
  });
  await expect(run({ email: "b@example.org" })).rejects.toMatchObject({ code: "USAGE" });
  expect((await run({ name: "less", email: "a@example.org" })).status).toBe(0);
});

test.each<[string, string, RegExp]>([
  ["name", "Less", /--name: "Less" can't be a name/],
  ["name", "index", /--name: index can't be a name/],
  ["email", "me", /--email: "me" is no e-mail address/],
  ["description", "x".repeat(281), /--description: the text has 281 characters/],
])("--%s %.20s is refused with a way out", async (flag, text, message) => {
  const { run, root } = makePackage({ "package.json": PACKAGE });
  await expect(run({ [flag]: text })).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringMatching(message),
    fix: expect.any(String),
  });
  expect(readdirSync(root)).not.toContain("pak.json");
});

test("a dry run prints the very file and writes nothing", async () => {
  const { run, root, read } = makePackage({ "package.json": PACKAGE });
  const { stdout, stderr } = await run({ "dry-run": true });
  expect(readdirSync(root)).not.toContain("pak.json");
  expect(stderr).toBe("next: pak init, without --dry-run, writes it");
  await run();
  expect(`${stdout}\n`).toBe(read());
});

test("one JSON document tells all of it", async () => {
  const { run, root } = makePackage({ "package.json": PACKAGE, "pak.json": '{ "name": "less" }' });
  const { stdout } = await run({ json: true });
  expect(JSON.parse(stdout)).toEqual({
    file: join(root, "pak.json"),
    manifest: JSON.parse(readFileSync(join(root, "pak.json"), "utf8")),
    added: ["version", "description", "license", "author"],
  });
  expect(JSON.parse((await run({ json: true })).stdout).added).toEqual([]);
});

test("what a catalog refuses is left out and told; where the package lives is what is next", async () => {
  const { run, read } = makePackage(
    { "package.json": '{ "homepage": "http://x.org", "repository": "https://bitbucket.org/a/b" }' },
    "/srv/git/less.git",
  );
  const { stderr } = await run({ description: "x", email: "o@example.org" });
  expect(Object.keys(JSON.parse(read()))).toEqual(["name", "description", "author"]);
  expect(stderr).toMatch(/left out: homepage of package.json: .*does not begin with https/);
  expect(stderr).toMatch(/left out: repository of package.json/);
  expect(stderr).toMatch(/next: say in pak.json where the package lives, .*; then pak publish --dry-run/);
});

test("a package that is not to be published is not told to be, one without a name is refused", async () => {
  const kept = makePackage({ "package.json": PACKAGE, "pak.json": '{ "publish": false }' });
  expect((await kept.run()).stderr).toBe("");
  const nameless = makePackage({ "package.json": PACKAGE, "pak.json": '{ "name": 7 }' });
  await expect(nameless.run()).rejects.toMatchObject({ code: "USAGE", message: "pak.json has no name" });
  expect(nameless.read()).toBe('{ "name": 7 }');
});

test("a pak.json that somebody writes meanwhile is not overwritten", async () => {
  const { run, root, read } = makePackage({
    "package.json": '{ "name": "less", "author": "<o@example.org>" }',
  });
  const ask = async () => {
    writeFileSync(join(root, "pak.json"), '{ "name": "theirs" }');
    return "Style sheets";
  };
  await expect(run({}, { isInteractive: true, ask })).rejects.toMatchObject({ code: "WRITE" });
  expect(read()).toBe('{ "name": "theirs" }');
});

test.each<[string, string | Uint8Array]>([
  ["no JSON", "<html>"],
  ["empty", ""],
  ["a list", "[]"],
  ["huge", " ".repeat(2_000_000)],
  ["deep", `{"author":${"[".repeat(9_999)}${"]".repeat(9_999)}}`],
  ["binary", new Uint8Array([0x7b, 0xff, 0xfe, 0x00])],
])("a package.json or pak.json that is %s ends with 2 and a way out", (_, content) => {
  for (const name of ["package.json", "pak.json"]) {
    const root = makeFolder();
    writeFiles(root, { [name]: content });
    const ran = runPak(root, ["init", "--description", "x", "--email", "o@example.org"]);
    expect([ran.status, ran.stderr]).toEqual([2, expect.stringMatching(/^pak: READ .*\n {2}to mend it: /)]);
    expect(readdirSync(root)).toEqual([name]);
  }
});

test("keys and values that are made to harm do none", () => {
  const root = makeFolder();
  const evil = '{"__proto__":{"name":"evil","polluted":1},"constructor":{"prototype":{}},"name":["x"],';
  writeFiles(root, {
    "package.json": `${evil}"description":"\\u001b]0;x\\u0007","version":{},"license":{"type":{}},"keywords":{"length":9},"author":[[]],"repository":[1]}`,
  });
  const ran = runPak(root, ["init", "--name", "less", "--description", "x", "--email", "o@example.org"]);
  expect(ran.status).toBe(0);
  expect(ran.stderr + ran.stdout).not.toMatch(/\u001b|\n\s+at /);
  expect(JSON.parse(readFileSync(join(root, "pak.json"), "utf8"))).toEqual({
    name: "less",
    description: "x",
    author: { email: "o@example.org" },
  });
});
