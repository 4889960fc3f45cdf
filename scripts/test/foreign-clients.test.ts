import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startServer } from "../io/site/static-server.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { awaitEnd, type Ran } from "./pak.ts";
import { anNpmEnvironment, startRegistry } from "./registry.ts";
import { makeFolder, makeRepository, writeFiles } from "./repository.ts";
import { signCatalog, TOOL } from "./world.ts";

type Packages = Parameters<typeof catalogFiles>;

/** Bower as it is; without it, its tests are skipped aloud. */
const BOWER = join(TOOL, "node_modules/bower/bin/bower");

const lacks = (program: string) => spawnSync(program, ["--version"]).status !== 0;

/** Publishes packages and serves them as a static host does; `url` is the site's address. */
async function serveCatalog(environment: Record<string, string | undefined>, ...packages: Packages) {
  const { root, commit } = makeRepository();
  const folder = join(root, ".pak/published/current/public");
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  commit({ ...settingsFile({ url: server.url }), ".gitignore": ".pak/\n", ...catalogFiles(...packages) });
  expect((await signCatalog(root, { environment })).findings).toEqual([]);
  return server.url;
}

/** Starts a program that may ask servers of this process. */
function start(
  cwd: string,
  words: readonly [string, ...string[]],
  environment: Record<string, string | undefined>,
): Promise<Ran> {
  return awaitEnd(spawn(words[0], words.slice(1), { cwd, env: environment }));
}

/** Repositories of octo-org at a host that the catalog knows, as git finds them: bare and on this disk. */
function makeHost(...names: string[]) {
  const folder = makeFolder();
  for (const name of names) {
    const { root, commit, git } = makeRepository();
    for (const version of ["1.0.0", "1.1.0"]) {
      commit({ "bower.json": JSON.stringify({ name, version }), "index.js": `"${name} ${version}"\n` });
      git("tag", `v${version}`);
    }
    git("clone", "--quiet", "--bare", root, join(folder, `${name}.git`));
  }
  const HOME = makeFolder();
  const environment = {
    PATH: process.env.PATH,
    HOME,
    XDG_CONFIG_HOME: join(HOME, "config"),
    XDG_CACHE_HOME: join(HOME, "cache"),
    XDG_DATA_HOME: join(HOME, "data"),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `url.${folder}/.insteadOf`,
    GIT_CONFIG_VALUE_0: "https://codeberg.org/octo-org/",
  };
  return { environment };
}

const WAVE_URL = "https://codeberg.org/octo-org/wave.git";
const WAVE = { entry: anEntry({ name: "wave", endpoint: WAVE_URL }) };
const WAVES = { entry: anEntry({ name: "waves", endpoint: "@wave" }) };
const JQUERY = { entry: anEntry({ name: "jquery" }), releases: [aRelease("3.7.1")] };

describe.skipIf(!existsSync(BOWER))("Bower", () => {
  async function openBower() {
    const { environment } = makeHost("wave");
    const url = await serveCatalog(environment, WAVE, WAVES, JQUERY);
    const folder = makeFolder();
    const bower = async (...words: string[]) => {
      const flags = ["--allow-root", "--json", `--config.registry=${url}`, "--config.interactive=false"];
      const { status, stdout, stderr } = await start(
        folder,
        [process.execPath, BOWER, ...words, ...flags],
        environment,
      );
      return { status, answer: stdout === "" ? undefined : JSON.parse(stdout), stderr };
    };
    return { bower, folder };
  }

  test("finds a git package by its name and by an alias, and nothing else", async () => {
    const { bower } = await openBower();
    expect((await bower("lookup", "wave")).answer).toEqual({ name: "wave", url: WAVE_URL });
    expect((await bower("lookup", "waves")).answer).toEqual({ name: "waves", url: WAVE_URL });
    expect((await bower("lookup", "jquery")).answer).toBeFalsy();
    expect((await bower("search", "wave")).answer).toEqual([{ name: "wave", url: WAVE_URL }]);
    expect((await bower("search")).answer).toEqual([
      { name: "wave", url: WAVE_URL },
      { name: "waves", url: WAVE_URL },
    ]);
  });

  test("tells a package's versions and installs one", async () => {
    const { bower, folder } = await openBower();
    expect((await bower("info", "wave")).answer).toMatchObject({ versions: ["1.1.0", "1.0.0"] });
    const { status, stderr } = await bower("install", "waves#~1.0");
    expect(status, stderr).toBe(0);
    // Bower names the folder by what the package calls itself.
    expect(readFileSync(join(folder, "bower_components/wave/index.js"), "utf8")).toBe('"wave 1.0.0"\n');
  });
});

describe.skipIf(lacks("npm"))("npm", () => {
  /** The tarballs lie on another host than the metadata. */
  const ELSEWHERE = ["--replace-registry-host", "never"];

  /** A package as npm packs it. */
  async function packNpm(manifest: { name: string; version: string; [field: string]: unknown }) {
    const folder = makeFolder();
    writeFiles(folder, { "package.json": JSON.stringify(manifest), "index.js": `"${manifest.version}"\n` });
    const { stdout } = await start(folder, ["npm", "pack", "--json"], anNpmEnvironment());
    const bytes = readFileSync(join(folder, /"filename": "(.*)"/.exec(stdout)![1]!));
    return { bytes, integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}` };
  }

  /** bootstrap, whose override makes it depend on popper, which npm knows by another name. */
  async function openNpm() {
    const popper = await packNpm({ name: "@popperjs/core", version: "2.11.8" });
    const bootstrap = await packNpm({
      name: "bootstrap",
      version: "5.3.8",
      dependencies: { "@popperjs/core": "^2.0.0" },
    });
    const answerWith = (bytes: Uint8Array) => (_: unknown, response: { end(bytes: Uint8Array): void }) =>
      response.end(bytes);
    const registry = await startRegistry({
      "@popperjs/core/-/core-2.11.8.tgz": answerWith(popper.bytes),
      "bootstrap/-/bootstrap-5.3.8.tgz": answerWith(bootstrap.bytes),
      "swapped/-/swapped-1.0.0.tgz": answerWith(popper.bytes),
    });
    const url = await serveCatalog(
      anNpmEnvironment({ npm_config_registry: registry.address }),
      {
        entry: anEntry({ name: "bootstrap" }),
        releases: [
          aRelease("5.4.0", { yanked: "broken" }),
          aRelease("5.3.8", { integrity: bootstrap.integrity }),
          aRelease("5.3.7", { deprecated: "use 5.3.8" }),
        ],
        override: { "@npm/bootstrap": { "*": { dependencies: { popper: "^2.9.2" } } } },
      },
      {
        entry: anEntry({ name: "popper", endpoint: "@npm:@popperjs/core" }),
        releases: [aRelease("2.11.8", { integrity: popper.integrity })],
      },
      { entry: anEntry({ name: "boots", endpoint: "@bootstrap" }) },
      {
        entry: anEntry({ name: "lonely" }),
        releases: [aRelease("1.0.0", { dependencies: { "not-here": "^1.0.0" } })],
      },
      { entry: anEntry({ name: "swapped" }), releases: [aRelease("1.0.0")] },
      WAVE,
    );
    const folder = makeFolder();
    writeFiles(folder, { "package.json": '{"name":"application","version":"1.0.0"}' });
    // As npm does for its default registry: it would look for the tarballs on the registry that it is told.
    const environment = anNpmEnvironment({ npm_config_replace_registry_host: "127.0.0.1" });
    const npm = (...words: string[]) =>
      start(folder, ["npm", ...words, "--registry", `${url}npm/`, "--no-audit", "--no-fund"], environment);
    const readInstalled = (path: string) =>
      JSON.parse(readFileSync(join(folder, "node_modules", path), "utf8"));
    return { npm, readInstalled };
  }

  test("sees what may be installed, and no package that is not npm's", async () => {
    const { npm } = await openNpm();
    const view = async (name: string) => JSON.parse((await npm("view", name, "--json")).stdout);
    expect(await view("bootstrap")).toMatchObject({
      name: "bootstrap",
      version: "5.3.8",
      versions: ["5.3.7", "5.3.8"],
      dependencies: { popper: "^2.9.2" },
    });
    expect(await view("bootstrap@5.3.7")).toMatchObject({ deprecated: "use 5.3.8" });
    expect(await view("wave")).toMatchObject({ error: { code: "E404" } });
  });

  test("installs a package and what the catalog says it depends on, under the catalog's names", async () => {
    const { npm, readInstalled } = await openNpm();
    expect((await npm("install", "bootstrap")).stderr).toContain("E404");
    const { status, stderr } = await npm("install", "bootstrap", ...ELSEWHERE);
    expect(status, stderr).toBe(0);
    expect(readInstalled("bootstrap/package.json")).toMatchObject({ version: "5.3.8" });
    expect(readInstalled("popper/package.json")).toMatchObject({ name: "@popperjs/core", version: "2.11.8" });
    // What npm has written down is enough to do it again.
    expect(await npm("ci", ...ELSEWHERE)).toMatchObject({ status: 0 });
    expect(await npm("install", "boots", ...ELSEWHERE)).toMatchObject({ status: 0 });
    expect(readInstalled("boots/package.json")).toMatchObject({ name: "bootstrap" });
  });

  test("refuses other bytes than the catalog has recorded, and names what the catalog lacks", async () => {
    const { npm } = await openNpm();
    expect((await npm("install", "swapped", ...ELSEWHERE)).stderr).toContain("EINTEGRITY");
    expect((await npm("install", "lonely", ...ELSEWHERE)).stderr).toMatch(/E404[\s\S]*not-here/);
  });
});

/**
 * What the original Pak asks for to install a name, by the steps of its `locatePak`: the catalog's entry, again for an
 * alias, then the override, then tags with git, or versions from the catalog that its user calls `npm`.
 */
async function locate(url: string, name: string, environment: Record<string, string | undefined>) {
  const asked: string[] = [];
  const read = async (address: string) => {
    asked.push(address.replace(url, ""));
    const response = await fetch(address);
    const text = await response.text();
    // Its JSON reader knows no \u, and trips over control characters.
    expect(text.trimEnd()).not.toMatch(/\\u|[\u0000-\u001f]/);
    return response.status === 200 ? JSON.parse(text) : undefined;
  };
  let asks = name;
  let entry = await read(`${url}pak/${asks}.json`);
  while (/^@[^:/]+$/.test(entry?.endpoint ?? "")) {
    asks = entry.endpoint.slice(1);
    entry = await read(`${url}pak/${asks}.json`);
  }
  if (entry === undefined) return { asked };
  if (entry.endpoint.startsWith("@npm:")) {
    const npm = await read(`${url}npm/${asks}/index.html`);
    return { asked, origin: `@npm/${entry.endpoint.slice(5)}`, versions: Object.keys(npm.versions) };
  }
  const origin = entry.endpoint.replace(/^https:\/\/[^/]+\/|\.git$/g, "");
  const override = entry.override === undefined ? undefined : await read(entry.override);
  const tags = await start(makeFolder(), ["git", "ls-remote", "--tags", entry.endpoint], environment);
  const pattern = new RegExp(override?.[origin]?.versions ?? "^(.*)$");
  const versions = tags.stdout
    .trim()
    .split("\n")
    .map(line => line.replace(/^.+refs\/tags\//, ""))
    .flatMap(tag => pattern.exec(tag)?.slice(1).join(".") ?? []);
  return { asked, origin, versions, overrides: override?.[origin]?.overrides };
}

describe("the original Pak's requests", () => {
  const change = { description: "Für Wellen", dependencies: { jquery: "^3" } };
  const wave = {
    ...WAVE,
    override: { "octo-org/wave": { versions: "^v(\\d+)\\.(\\d+)\\.(\\d+)$", overrides: { "*": change } } },
  };
  const gone = {
    entry: anEntry({ name: "gone", retracted: { date: "2026-11-01", reason: "replaced" } }),
  };

  async function openCatalog() {
    const { environment } = makeHost("wave");
    return { environment, url: await serveCatalog(environment, wave, WAVES, JQUERY, gone) };
  }

  const tagged = { origin: "octo-org/wave", versions: ["1.0.0", "1.1.0"], overrides: { "*": change } };
  test.skipIf(lacks("git")).each([
    ["wave", { asked: ["pak/wave.json", "overrides/wave.json"], ...tagged }],
    ["waves", { asked: ["pak/waves.json", "pak/wave.json", "overrides/wave.json"], ...tagged }],
    [
      "jquery",
      { asked: ["pak/jquery.json", "npm/jquery/index.html"], origin: "@npm/jquery", versions: ["3.7.1"] },
    ],
    ["gone", { asked: ["pak/gone.json"] }],
    ["nothing", { asked: ["pak/nothing.json"] }],
  ])("%s is found, or is not, in the steps of the program", async (name, expected) => {
    const { url, environment } = await openCatalog();
    expect(await locate(url, name, environment)).toEqual(expected);
  });

  test("a search finds a part of a name in the whole list", async () => {
    const { url } = await openCatalog();
    const { data } = (await (await fetch(`${url}pak/all.json`)).json()) as { data: { name: string }[] };
    expect(data.filter(item => item.name.includes("wav"))).toEqual([
      { name: "wave", endpoint: WAVE_URL, override: `${url}overrides/wave.json` },
      { name: "waves", endpoint: "@wave" },
    ]);
    expect(data.map(item => item.name)).not.toContain("gone");
  });
});
