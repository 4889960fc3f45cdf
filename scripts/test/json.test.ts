import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { TABLE } from "../commands/table.ts";
import { makeKey } from "../io/trust/signatures.ts";
import { startBuildCatalog } from "./build-catalog.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { atHour, makeHome, OCTOCAT, runAs, startCatalog } from "./github/catalog.ts";
import { runPak, servePak, startPak } from "./pak.ts";
import { startRegistry } from "./registry.ts";
import { makeFolder, makeRepository, writeFiles } from "./repository.ts";
import { schemas, validate } from "./schemas.ts";
import { startUpstream } from "./upstream.ts";
import { NOON, TOOL } from "./world.ts";

/** The schemas of what each verb prints with `--json`; a new verb has to be entered here. */
const DOCUMENTS: Readonly<Record<string, readonly string[]>> = {
  init: ["init"],
  publish: ["proposal"],
  retract: ["proposal"],
  recover: ["proposal", "recovery-state", "recovery-mail"],
  search: ["search-results"],
  info: ["info"],
  verify: ["verify"],
  cache: ["cache"],
  install: ["install", "findings"],
  list: ["installed-packages"],
  update: ["install", "findings"],
  uninstall: ["install", "findings"],
  check: ["findings"],
  refresh: ["refresh"],
  release: ["release", "records", "findings"],
  container: ["container"],
  build: ["build", "matrix"],
  sign: ["sign", "findings"],
  site: ["site", "findings"],
  serve: ["serve", "findings"],
  key: ["key", "root"],
  config: ["config", "findings"],
};

/**
 * Reads the one document of a verb, or the error of any, after checking it: it fits its schema, and with a field
 * more or a required one less it would not.
 */
function read(verb: string, name: string, stdout: string): any {
  if (name !== "error") expect(DOCUMENTS[verb]).toContain(name);
  const document = JSON.parse(stdout) as Record<string, unknown>;
  expect(validate(name, document), stdout).toBeUndefined();
  expect(validate(name, { ...document, extra: true })).toContain("additional properties");
  const { required } = schemas.get(name) as { required: string[] };
  for (const field of required)
    expect(validate(name, { ...document, [field]: undefined }), field).toBeDefined();
  return document;
}

/** A catalog of two packages, whose `origin` is at GitHub when it has one. */
function makeCatalog(files: Record<string, string> = {}) {
  const repository = makeRepository();
  repository.commit({
    ...settingsFile(),
    ".gitignore": ".pak/\n_site\n",
    ...catalogFiles(
      { entry: anEntry({ name: "jquery", keywords: ["dom"] }), releases: [aRelease("3.7.1")] },
      { entry: anEntry({ name: "less" }), releases: [aRelease("4.2.0", { dependencies: { jquery: "^3" } })] },
    ),
    ...files,
  });
  return repository;
}

const aBrokenCatalog = () =>
  makeCatalog(catalogFiles({ entry: anEntry({ name: "alias", endpoint: "@gone" }) }));

describe("the table of documents", () => {
  test("names existing schemas for every verb", () => {
    expect(Object.keys(DOCUMENTS).sort()).toEqual(Object.keys(TABLE).sort());
    for (const [verb, names] of Object.entries(DOCUMENTS)) {
      expect(names, verb).not.toEqual([]);
      for (const name of names) expect([...schemas.keys()], verb).toContain(name);
    }
  });

  test("agrees with what the schemas say of themselves", () => {
    for (const [verb, names] of Object.entries(DOCUMENTS)) {
      const texts = names.map(name => (schemas.get(name) as { description: string }).description);
      expect(texts.join("\n"), verb).toMatch(new RegExp(`pak ${verb}\\b.*--json`));
    }
  });
});

describe("sign, site and serve", () => {
  test("sign tells what it signed, and what of it is new", () => {
    const { root } = makeCatalog();
    const first = read("sign", "sign", runPak(root, ["sign", "--json"]).stdout);
    expect(first).toMatchObject({ packages: 2, signed: { index: { version: 1 }, isNew: true } });
    writeFiles(root, catalogFiles({ entry: anEntry({ name: "less", description: "Style sheets" }) }));
    const second = read("sign", "sign", runPak(root, ["sign", "--json"]).stdout);
    expect(second).toMatchObject({ changed: ["less"], signed: { isUncommitted: true, isDevelopment: true } });
    const { index: _index, ...headless } = second.signed;
    expect(validate("sign", { ...second, signed: headless })).toContain("index");
  });

  test("site tells where it lies", () => {
    const { root } = makeCatalog();
    const built = read("site", "site", runPak(root, ["site", "--json"]).stdout);
    expect(built).toMatchObject({ folder: expect.stringContaining(root), signed: { head: { version: 1 } } });
    expect(
      validate("site", { ...built, signed: { ...built.signed, head: built.signed.index } }),
    ).toBeDefined();
  });

  test("serve tells its address as soon as it answers", async () => {
    const { url } = read("serve", "serve", await servePak(makeCatalog().root, ["--json"]));
    expect((await fetch(url)).status).toBe(200);
    expect(validate("serve", { url: "http://example.org/" })).toBeDefined();
  });

  test.each([["sign"], ["site"], ["serve", "--port", "0"], ["check"]])(
    "%s tells what refuses the catalog",
    (...words) => {
      const ran = runPak(aBrokenCatalog().root, [...words, "--json"]);
      const { findings } = read(words[0]!, "findings", ran.stdout);
      expect([ran.status, findings]).toMatchObject([1, [{ code: "ALIAS_TARGET_MISSING" }]]);
    },
  );
});

test("key tells the key it made, the root, and the role it gave away", async () => {
  const { root } = makeCatalog();
  const home = makeHome();
  const who = ["--name", "Maintainers", "--email", "catalog@example.org", "--password", join(home, "pw")];
  const made = read("key", "key", runPak(root, ["key", "init", ...who, "--json"], { PAK_HOME: home }).stdout);
  expect(made).toMatchObject({ root: 1, privateKeyFile: expect.stringContaining(home) });
  const shown = read("key", "root", runPak(root, ["key", "show", "--json"]).stdout);
  expect(Object.keys(shown.keys)).toEqual([made.fingerprint]);
  const { publicKey } = await makeKey({ name: "CI", email: "ci@example.org", now: NOON });
  writeFiles(home, { "ci.asc": publicKey });
  const words = ["key", "split", "head", "--with", join(home, "ci.asc"), "--json"];
  const ran = runPak(root, words, {
    PAK_SIGNING_KEY: readFileSync(made.privateKeyFile, "utf8"),
    PAK_SIGNING_PASSPHRASE: readFileSync(join(home, "pw"), "utf8").trim(),
  });
  const split = read("key", "key", ran.stdout);
  expect(split).toMatchObject({ root: 2, role: "head" });
  expect(split.fingerprint).not.toBe(made.fingerprint);
  // It is the one or the other.
  expect(validate("key", { ...made, role: "head" })).toBeDefined();
  expect(validate("key", { ...split, root: 1 })).toBeDefined();
  expect(validate("key", { root: 2, fingerprint: split.fingerprint })).toBeDefined();
});

test("config tells where the settings are, what they say, and what is wrong in them", () => {
  const home = makeHome();
  const run = (...words: string[]) =>
    runPak(home, ["config", ...words, "--json"], { PAK_HOME: home, EDITOR: "true" }).stdout;
  expect(read("config", "config", run("path"))).toEqual({ file: join(home, "settings.json") });
  expect(read("config", "config", run("init", "--name", "Me")).settings).toMatchObject({ name: "Me" });
  const set = read("config", "config", run("set", "--add", "catalogs", "https://a.example/"));
  expect(set.settings.catalogs).toEqual([{ url: "https://a.example/" }]);
  expect(read("config", "config", run("list"))).toEqual(set);
  expect(read("config", "config", run("edit"))).toEqual(set);
  expect(validate("config", { ...set, settings: { cooldown: "soon" } })).toBeDefined();
  writeFiles(home, { "settings.json": '{ "cooldown": "soon" }' });
  expect(read("config", "findings", run("list")).findings).toMatchObject([{ line: 1, column: 3 }]);
});

test("init tells the whole pak.json, and what it added to it", () => {
  const root = makeFolder();
  writeFiles(root, {
    "package.json": JSON.stringify({ name: "less", version: "4.2.0", license: "MIT", keywords: ["css"] }),
    "pak.json":
      '{ "name": "less", "repository": { "url": "less/less.js", "override": "o.json" }, "mine": 1 }\n',
  });
  const words = ["init", "--description", "Style sheets", "--email", "o@example.org", "--json"];
  const drafted = read("init", "init", runPak(root, [...words, "--dry-run"]).stdout);
  const added = ["version", "description", "license", "keywords", "author"];
  expect(drafted).toMatchObject({ file: join(root, "pak.json"), manifest: { mine: 1 }, added });
  expect(read("init", "init", runPak(root, words).stdout)).toEqual(drafted);
  expect(JSON.parse(readFileSync(drafted.file, "utf8"))).toEqual(drafted.manifest);
  expect(read("init", "init", runPak(root, ["init", "--json"]).stdout).added).toEqual([]);
  expect(validate("init", { ...drafted, added: ["mine"] })).toBeDefined();
});

test("build tells what came of it, also when it failed; --matrix tells the jobs", async () => {
  const recipe = { builder: "command", steps: [["true"]], test: [["test", "-e", "right"]] };
  for (const [file, outcome] of [
    ["right", "passed"],
    ["wrong", "failed"],
  ] as const) {
    const { build } = await startBuildCatalog({ [file]: "x" }, recipe);
    const ran = await build("--json", "--no-sandbox");
    const told = read("build", "build", ran.printed.join("\n"));
    expect([told, ran.exit]).toMatchObject([{ outcome, sandbox: "none" }, outcome === "passed" ? 0 : 1]);
    expect(told).toEqual(ran.build);
    expect(validate("build", { ...told, builder: "bazel" })).toBeDefined();
    expect(validate("build", { ...told, log: { ...told.log, file: "../log.txt" } })).toBeDefined();
  }
  const { root } = makeCatalog();
  const { include } = read("build", "matrix", runPak(root, ["build", "--matrix", "less", "--json"]).stdout);
  expect(include).toEqual([{ name: "less", version: "4.2.0", runner: "ubuntu-24.04" }]);
  expect(validate("matrix", { include: [{ name: "less", version: "4.2.0" }] })).toBeDefined();
});

test("cache, install, update, list and uninstall tell what is where, and why", async () => {
  const { environment } = await startUpstream({
    jquery: { versions: { "3.7.1": { deprecated: "use 4" } } },
    jq: { entry: { endpoint: "@jquery" } },
    less: {
      versions: { "4.2.0": { dependencies: { jquery: "^3.0.0" }, optionalDependencies: { none: "*" } } },
    },
  });
  const root = makeFolder();
  const run = async (...words: string[]) => (await startPak(root, [...words, "--json"], environment)).stdout;
  const cached = read("cache", "cache", await run("cache", "less", "--explain"));
  expect(cached.cached.map(({ name }: { name: string }) => name).sort()).toEqual(["jquery", "less"]);
  const installed = read("install", "install", await run("install", "less", "jq", "--all"));
  expect(installed).toMatchObject({
    installed: [{ name: "jquery" }, { name: "less" }],
    aliases: { jq: "jquery" },
    leftOut: [{ name: "none", by: "less 4.2.0" }],
    notices: [{ name: "jquery", kind: "deprecated" }],
  });
  expect(validate("lock", JSON.parse(readFileSync(join(root, "pak-lock.json"), "utf8")))).toBeUndefined();
  expect(read("update", "install", await run("update"))).toMatchObject({ installed: [], kept: 2 });
  expect(read("list", "installed-packages", await run("list")).packages[0]).toMatchObject({
    name: "jquery",
    neededBy: ["pak.json", "less"],
  });
  const removed = read("uninstall", "install", await run("uninstall", "less"));
  expect(removed).toMatchObject({ removed: [{ name: "less" }], kept: 1 });
  writeFiles(root, { "pak.json": '{ "dependencies": { "jquery": "not one" } }' });
  for (const words of [["install"], ["update"], ["uninstall", "jquery"]])
    read(words[0]!, "findings", await run(...words));
});

/** A clone of a catalog, its publisher's home, and their runs; what they propose can be merged. */
function startPublisher() {
  const repository = makeCatalog();
  repository.git("remote", "add", "origin", "https://github.com/catalog/pak.git");
  const home = makeHome();
  const run = (words: readonly string[], { hours = 0, as = home } = {}) =>
    runPak(repository.root, [...words, "--json"], { PAK_HOME: as, ...atHour(hours) });
  /** A step of a verb that proposes a change. */
  function propose(words: readonly string[], options: { hours?: number; as?: string } = {}) {
    const ran = run([...words, "--password", join(home, "pw")], options);
    return { status: ran.status, ...read(words[0]!, "proposal", ran.stdout) };
  }
  const merge = (branch: string) => repository.git("merge", "--quiet", "--ff-only", branch);
  return { ...repository, home, run, propose, merge };
}

const PUBLISH = ["publish", "my-jq", "@jquery", "o@example.org"];

describe("publish and retract", () => {
  test("a dry run, a commit with its form, and no change", () => {
    const { propose, merge } = startPublisher();
    const dry = propose([...PUBLISH, "--dry-run"]);
    expect(dry).toMatchObject({
      status: 0,
      title: "Publish my-jq",
      branch: "publish/my-jq",
      isUnchanged: false,
    });
    expect(dry.diff).toContain('+  "endpoint": "@jquery",');
    expect(dry).not.toHaveProperty("commit");
    const { status, ...made } = propose(PUBLISH);
    expect([status, made.commit]).toEqual([0, expect.stringMatching(/^[0-9a-f]{40}$/)]);
    expect(made.form.address).toContain("https://github.com/catalog/pak/issues/new?");
    const { commit: _commit, ...uncommitted } = made;
    expect(validate("proposal", uncommitted)).toContain("commit");
    merge("publish/my-jq");
    expect(propose(PUBLISH)).toMatchObject({ status: 0, isUnchanged: true, diff: "" });
  });

  test("a commit that is too long for an address goes into a file", () => {
    const { root, home, propose } = startPublisher();
    const override = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [
        `${at}.0.0`,
        { description: createHash("sha512").update(`${at}`).digest("hex") },
      ]),
    );
    writeFiles(root, { "override.json": JSON.stringify({ "less/less.js": override }) });
    const words = ["publish", "fat", "less/less.js", "o@example.org", "override.json"];
    const { form, findings } = propose([...words, "--description", "Style sheets"]);
    expect(form.file).toBe(join(home, "changes", "fat.json"));
    expect(findings).toMatchObject([{ code: "OWNER_NO_ENDPOINT_PROOF", severity: "held" }]);
  });

  test("what the rules refuse", () => {
    const refused = startPublisher().propose(["publish", "my-jq", "@nowhere", "o@example.org"]);
    expect(refused).toMatchObject({ status: 1, findings: [{ code: "ALIAS_TARGET_MISSING" }] });
    expect(refused).not.toHaveProperty("commit");
  });

  test("a package that is withdrawn", () => {
    const { propose, merge } = startPublisher();
    propose(PUBLISH);
    merge("publish/my-jq");
    const retracted = propose(["retract", "my-jq", "--reason", "gone"]);
    expect(retracted).toMatchObject({ status: 0, title: "Retract my-jq", form: {} });
  });

  test("a pull request, opened and then as it was", async () => {
    const started = await startCatalog();
    const publish = async () =>
      read("publish", "proposal", (await runAs(started, OCTOCAT, [...PUBLISH, "--json"])).stdout);
    const opened = await publish();
    expect(opened.pull).toEqual({
      url: `${started.standIn.url}/catalog/pak/pull/1`,
      number: 1,
      state: "opened",
    });
    expect((await publish()).pull.state).toBe("unchanged");
    expect(validate("proposal", { ...opened, pull: { ...opened.pull, state: "closed" } })).toBeDefined();
  });
});

test("recover tells each step, how far it has come, and the mail", () => {
  const { run, propose, merge, commit } = startPublisher();
  propose(PUBLISH);
  merge("publish/my-jq");
  const as = makeHome();
  const recover = ["recover", "my-jq"];
  const dry = propose([...recover, "--dry-run"], { as, hours: 1 });
  expect(dry).toMatchObject({ status: 0, title: "Request a new key for my-jq", branch: "recover/my-jq" });
  expect(propose(recover, { as, hours: 1 })).toMatchObject({ commit: expect.any(String), form: {} });
  merge("recover/my-jq");
  const tell = (hours: number) => read("recover", "recovery-state", run(recover, { as, hours }).stdout);
  const requested = tell(2);
  expect(requested).toMatchObject({ name: "my-jq", stage: "requested" });
  expect(validate("recovery-state", { ...requested, stage: "lost" })).toBeDefined();

  const ran = run([...recover, "--challenge"], { hours: 3 });
  const mail = read("recover", "recovery-mail", ran.stdout);
  expect(mail).toMatchObject({ to: "o@example.org", subject: "test: the code to recover my-jq" });
  expect(validate("recovery-mail", { ...mail, to: "o@example.org, other@example.org" })).toBeDefined();
  expect(validate("recovery-mail", { ...mail, subject: "a\nBcc: other@example.org" })).toBeDefined();
  commit({});
  expect(tell(4).stage).toBe("challenged");

  const code = /--code (\S+)/.exec(mail.text)![1]!;
  expect(propose([...recover, "--code", code], { as, hours: 5 })).toMatchObject({
    title: "Answer the recovery of my-jq",
  });
  merge("recover/my-jq");
  expect(tell(6).stage).toBe("answered");
});

describe("an error", () => {
  test.each<[string[], number, string]>([
    [["--json"], 2, "USAGE"],
    [["chek", "--json"], 2, "USAGE"],
    [["check", "--json"], 2, "SETTINGS"],
    [["sign", "--json"], 2, "SETTINGS"],
    [["init", "--json"], 2, "USAGE"],
    [["publish", "--json"], 2, "GIT"],
    [["recover", "x", "--challenge", "--json"], 2, "GIT"],
    [["serve", "--no-build", "--port", "0", "--json"], 6, "NOT_FOUND"],
    [["key", "show", "--json"], 6, "NOT_FOUND"],
    [["config", "--json"], 2, "USAGE"],
    [["info", "x", "--offline", "--json"], 3, "STALE"],
    [["search", "x", "--catalog", "http://127.0.0.1:9/", "--json"], 5, "NETWORK"],
  ])("%j ends with %i and %s", (words, status, code) => {
    const ran = runPak(makeFolder(), words);
    const { error } = read(words[0]!, "error", ran.stdout);
    expect([ran.status, error]).toMatchObject([status, { code }]);
    expect(validate("error", { error: { ...error, stack: "at" } })).toContain("additional properties");
    expect(validate("error", { error: { ...error, code: "OTHER" } })).toBeDefined();
  });

  test("what a client refuses has its own codes", async () => {
    const { address } = await startRegistry({ "trust/latest": "what is this" });
    const ran = await startPak(makeFolder(), ["verify", "--catalog", address, "--json"]);
    const { error } = read("verify", "error", ran.stdout);
    expect([ran.status, error.code]).toEqual([3, expect.stringMatching(/^[A-Z]+_[A-Z]+$/)]);
  });

  test("the schema has the codes of errors.ts, and BUG", () => {
    const source = readFileSync(join(TOOL, "scripts/errors.ts"), "utf8");
    const [plain = "", integrity = "", archive = ""] = ["ErrorCode", "IntegrityCode", "ArchiveCode"].map(
      type => new RegExp(`^export type ${type} =([^;]*);`, "m").exec(source)?.[1],
    );
    const wordsOf = (text: string) => [...text.matchAll(/"(\w+)"/g)].map(match => match[1]!);
    const [files = "", reasons = "", others = ""] = integrity.split(/\}_\$\{|\}`/);
    const products = wordsOf(files).flatMap(file => wordsOf(reasons).map(why => `${file}_${why}`));
    const archives = wordsOf(archive).map(why => `ARCHIVE_${why}`);
    const codes = [...wordsOf(plain), "BUG", ...products, ...wordsOf(others), ...archives];
    expect(codes.length).toBeGreaterThan(80);
    const refused = codes.filter(code => validate("error", { error: { code, message: "" } }) !== undefined);
    expect(refused).toEqual([]);
    const { anyOf } = (schemas.get("error") as any).properties.error.properties.code;
    const listed = anyOf.flatMap((part: { enum?: string[]; pattern?: string }) => {
      const [file = "", why = ""] = [...(part.pattern ?? "").matchAll(/\(\?:([^)]*)\)/g)].map(
        match => match[1]!,
      );
      const kind = /^\^([A-Z]+)_/.exec(part.pattern ?? "")?.[1];
      if (kind !== undefined) return file.split("|").map(one => `${kind}_${one}`);
      return part.enum ?? file.split("|").flatMap(one => why.split("|").map(two => `${one}_${two}`));
    });
    expect(listed.sort()).toEqual(codes.sort());
  });
});
