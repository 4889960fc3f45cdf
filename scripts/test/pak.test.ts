import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { runPak, servePak } from "./pak.ts";
import { startRegistry } from "./registry.ts";
import { makeFolder, makeRepository, writeFiles } from "./repository.ts";
import { validate } from "./schemas.ts";
import { TOOL } from "./world.ts";

function makeCatalog() {
  const repository = makeRepository();
  const files = catalogFiles(
    { entry: anEntry({ name: "jquery", keywords: ["dom"] }), releases: [aRelease("3.7.1")] },
    { entry: anEntry({ name: "less" }), releases: [aRelease("4.2.0", { dependencies: { jquery: "^3" } })] },
  );
  repository.commit({ ...settingsFile(), ".gitignore": ".pak/\n_site\n", ...files });
  return repository;
}

describe("what a newcomer types", () => {
  test("help, version, completion and man page come from one table", () => {
    const root = makeFolder();
    expect(runPak(root, []).stdout).toContain("refresh");
    expect(runPak(root, ["info", "--help"]).stdout).toContain("--allow-stale");
    expect(runPak(root, ["--version"]).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    for (const shell of ["bash", "zsh", "fish"])
      expect(runPak(root, ["completion", shell]).stdout).toContain("verify");
    expect(runPak(root, ["--man"]).stdout).toContain(".SS pak check");
  });

  test.each<[string[], number, RegExp]>([
    [["chek"], 2, /USAGE there is no verb chek\n.*did you mean check/],
    [["check", "--bse", "x"], 2, /USAGE there is no flag --bse\n.*did you mean --base/],
    [["check", "--base"], 2, /--base needs a value/],
    [["check", "--base", "--json"], 2, /--base needs a value/],
    [["check", "--head", "x"], 2, /go with --base/],
    [["--json", "check"], 2, /USAGE --json stands where a verb belongs\n.*pak VERB \[words\] \[flags\]/],
    [["check", "--root", "nowhere"], 2, /USAGE --root: there is no folder .*nowhere\n.*name one that exists/],
    [["check", "--root", "/dev/null"], 2, /USAGE --root: there is no folder/],
    [["info"], 2, /takes NAME/],
    [["check"], 2, /SETTINGS .*does not describe a catalog/],
    [["info", "x", "--catalog", "file:///x"], 2, /is no address/],
    [["info", "x", "--catalog", "http://127.0.0.1:9/"], 5, /NETWORK .*\n.*pak serve/],
    [["info", "x@"], 2, /USAGE "x@" is not NAME/],
    [["info", "x", "--offline"], 3, /STALE/],
    [["serve", "--port", "x"], 2, /--port/],
    [["serve", "--port", "0", "--no-build"], 6, /NOT_FOUND .*\n.*pak site/],
    [["verify", "--here"], 6, /nothing was signed/],
  ])("%j ends with %i and a way out, in an empty folder", (words, status, text) => {
    const root = makeFolder();
    const ran = runPak(root, words);
    expect([ran.status, ran.stderr]).toEqual([status, expect.stringMatching(text)]);
    expect(ran.stderr).not.toMatch(/\n\s+at /);
    expect(readdirSync(root)).toEqual([]);
  });

  test("with --json an error is a document too", () => {
    const { stdout } = runPak(makeFolder(), ["check", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "SETTINGS", fix: expect.any(String) } });
    expect(JSON.parse(runPak(makeFolder(), ["--json"]).stdout)).toMatchObject({ error: { code: "USAGE" } });
  });

  test("what the disk refuses is told with its path, and is no bug in pak", () => {
    const root = makeFolder();
    writeFiles(root, { home: "a file" });
    const words = ["verify", "--catalog", "http://127.0.0.1:9/"];
    const { status, stderr } = runPak(root, words, { PAK_HOME: join(root, "home") });
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^pak: READ .*\n {2}to mend it: .*home/)]);
  });

  test("Ctrl-C ends a command that waits", async () => {
    const asked = Promise.withResolvers<void>();
    const { address } = await startRegistry({ "trust/latest": () => asked.resolve() });
    const child = spawn(process.execPath, [join(TOOL, "scripts/bin.js"), "verify", "--catalog", address], {
      env: { PATH: process.env.PATH, PAK_HOME: makeFolder() },
    });
    await asked.promise;
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([null, "SIGINT"]);
  });
});

test("check, sign, site, serve, info, search and verify: the main path", async () => {
  const { root } = makeCatalog();
  expect(runPak(root, ["check"])).toMatchObject({
    status: 0,
    stderr: expect.stringContaining("2 packages checked, all is well"),
  });
  const url = await servePak(root);
  const home = await (await fetch(url)).text();
  expect(home).toContain("Development key");
  expect((await fetch(`${url}package/jquery/`)).status).toBe(200);
  expect((await fetch(`${url}package/nothing/`)).status).toBe(404);
  const info = runPak(root, ["info", "jquery", "--catalog", url]);
  expect([info.status, info.stdout]).toEqual([
    0,
    expect.stringMatching(/jquery 3\.7\.1[\s\S]*verified: catalog test, head 1/),
  ]);
  const json = runPak(root, ["info", "jquery@3.7.1", "--json", "--catalog", url]);
  expect(validate("info", JSON.parse(json.stdout))).toBeUndefined();
  expect(runPak(root, ["info", "jquery@9.9.9", "--catalog", url]).status).toBe(6);
  expect(runPak(root, ["info", "nothing", "--catalog", url]).status).toBe(6);
  const search = runPak(root, ["search", "dom", "--catalog", url]);
  expect([search.status, search.stdout]).toEqual([0, expect.stringContaining("jquery")]);
  expect(
    validate(
      "search-results",
      JSON.parse(runPak(root, ["search", "dom", "--json", "--catalog", url]).stdout),
    ),
  ).toBeUndefined();
  expect(
    validate("verify", JSON.parse(runPak(root, ["verify", "--json", "--catalog", url]).stdout)),
  ).toBeUndefined();
  expect(runPak(root, ["verify", "--here"]).stdout).toContain("2 packages in 1 bins verified, 0 failures");
});

test("every published JSON document fits its schema, and every link of a page leads somewhere", async () => {
  const { root } = makeCatalog();
  runPak(root, ["site"]);
  const site = join(root, "_site");
  const kinds: [RegExp, string][] = [
    [/^api\/v1\/packages\.json$/, "list"],
    [/^api\/v1\/packages\/[^/]+\.json$/, "package"],
    [/^api\/.*\/latest\.json$/, "latest"],
    [/^api\/v1\/dependents\//, "dependents"],
    [/^api\/v1\/changes\.json$/, "changes"],
    [/search\/tokens/, "search-shard"],
    [/search\/records/, "search-block"],
    [/^feed\.json$/, "feed"],
    [/trust\/root\/\d+\.json$/, "root"],
    [/trust\/index\/\d+\.json$/, "index"],
    [/trust\/head\/\d+\.json$/, "head"],
    [/trust\/bins/, "bin"],
  ];
  const files = listFiles(site);
  for (const [pattern, name] of kinds) {
    const matching = files.filter(path => pattern.test(path));
    expect(matching.length, String(pattern)).toBeGreaterThan(0);
    for (const path of matching)
      expect(validate(name, JSON.parse(readFileSync(join(site, path), "utf8"))), path).toBeUndefined();
  }
  const pages = files.filter(path => path.endsWith("index.html"));
  const broken = pages.flatMap(page => {
    const text = readFileSync(join(site, page), "utf8");
    const links = [...text.matchAll(/(?:href|src)="([^":#?]+)[#?]?[^":]*"/g)].map(match => match[1]!);
    return links.filter(link => !exists(join(site, page, "..", link))).map(link => `${page}: ${link}`);
  });
  expect(broken).toEqual([]);
});

function exists(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isDirectory() ? exists(join(path, "index.html")) : stats !== undefined;
}

function listFiles(folder: string): string[] {
  const root = lstatSync(folder).isSymbolicLink() ? join(folder, ".") : folder;
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(item => item.isFile())
    .map(item => relative(root, join(item.parentPath, item.name)))
    .sort();
}

test("two builds of one commit are byte-identical, in other time zones and locales", () => {
  const repository = makeCatalog();
  const time = { SOURCE_DATE_EPOCH: "1795262400" };
  runPak(repository.root, ["site"], { ...time, TZ: "UTC", LC_ALL: "C" });
  const clone = makeFolder();
  repository.git("clone", "--quiet", repository.root, clone);
  writeFiles(
    clone,
    Object.fromEntries(
      ["private.asc"].map(file => [
        `.pak/key/${file}`,
        readFileSync(join(repository.root, ".pak/key", file)),
      ]),
    ),
  );
  runPak(clone, ["site"], { ...time, TZ: "Pacific/Kiritimati", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" });
  const digest = (root: string) =>
    listFiles(join(root, "_site")).map(path => [
      path,
      createHash("sha256")
        .update(readFileSync(join(root, "_site", path)))
        .digest("hex"),
    ]);
  expect(digest(clone)).toEqual(digest(repository.root));
  expect(digest(clone).length).toBeGreaterThan(30);
});

test("a key of its own: made, used in CI, split, and never shown", () => {
  const { root, git } = makeCatalog();
  const home = makeFolder();
  const secret = "correct horse battery";
  writeFiles(home, { passphrase: `${secret}\n`, short: "short\n" });
  const who = ["--name", "Maintainers", "--email", "catalog@example.org"];
  expect(runPak(root, ["key", "init", ...who, "--password", join(home, "short")]).stderr).toMatch(
    /PASSPHRASE/,
  );
  const made = runPak(root, ["key", "init", ...who, "--password", join(home, "passphrase")], {
    PAK_HOME: home,
  });
  const fingerprint = made.stdout.trim();
  expect(fingerprint).toMatch(/^[0-9A-F]{40}$/);
  const file = join(home, "catalog-keys", `${fingerprint}.asc`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  git("add", "--all");
  const environment = { PAK_SIGNING_KEY: readFileSync(file, "utf8"), PAK_SIGNING_PASSPHRASE: secret };
  expect(runPak(root, ["sign"]).stderr).toMatch(/KEY this catalog has its own keys/);
  expect(runPak(root, ["sign"], { ...environment, PAK_SIGNING_PASSPHRASE: "wrong" })).toMatchObject({
    status: 4,
  });
  expect(runPak(root, ["sign"], environment)).toMatchObject({
    status: 0,
    stderr: expect.not.stringContaining("development"),
  });
  const other = runPak(makeCatalog().root, ["key", "init", ...who, "--password", join(home, "passphrase")], {
    PAK_HOME: home,
  }).stdout.trim();
  const exported = join(home, "catalog-keys", `${other}.asc`);
  expect(runPak(root, ["key", "split", "head", "--with", exported], environment).stderr).toMatch(
    /no armored public key/,
  );
  const publicKey = readFileSync(join(root, `site/trust/keys/${fingerprint}.asc`), "utf8");
  writeFiles(home, { "public.asc": publicKey });
  expect(
    runPak(root, ["key", "split", "head", "--with", join(home, "public.asc")], environment).stdout,
  ).toContain(`root 2: ${fingerprint} signs the head`);
  expect(runPak(root, ["sign"], environment).status).toBe(0);
  expect(runPak(root, ["verify", "--here"]).stdout).toContain("0 failures");
  expect(runPak(root, ["key", "show"]).stdout).toContain("root 2 of test");
  for (const path of listFiles(root))
    expect(readFileSync(join(root, path)).includes(secret), path).toBe(false);
});
