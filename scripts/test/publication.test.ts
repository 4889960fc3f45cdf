import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { anArtifact, anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { anNpmEnvironment } from "./registry.ts";
import { makeFolder, makeRepository, type Repository } from "./repository.ts";
import { DAY, HOUR, later, signCatalog } from "./world.ts";

const LESS = {
  entry: anEntry({ name: "less", keywords: ["css"] }),
  releases: [
    aRelease("4.2.0", { dependencies: { jquery: "^3.0.0", "not-here": "*" }, artifact: anArtifact() }),
  ],
};
const JQUERY = { entry: anEntry({ name: "jquery" }), releases: [aRelease("3.7.1"), aRelease("3.7.0")] };
const UV_URL = "https://github.com/libuv/libuv.git";
const LIBUV = { entry: anEntry({ name: "libuv", endpoint: UV_URL }) };
const ALIAS = { entry: anEntry({ name: "jq", endpoint: "@jquery" }) };

function makeCatalog(...packages: Parameters<typeof catalogFiles>): Repository {
  const repository = makeRepository();
  repository.commit({ ...settingsFile(), ".gitignore": ".pak/\n_site\n", ...catalogFiles(...packages) });
  return repository;
}

/** Every published file but the signed ones, path to text. */
function readPublished(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(item => item.isFile());
  const paths = files.map(item => relative(folder, join(item.parentPath, item.name)));
  return Object.fromEntries(
    paths
      .filter(path => !path.startsWith("trust/"))
      .sort()
      .map(path => [path, readFileSync(join(folder, path), "utf8")]),
  );
}

const readJson = (folder: string, path: string) => JSON.parse(readFileSync(join(folder, path), "utf8"));

test("a publication holds packages, list, dependents, aliases and overrides", async () => {
  const override = { "@npm/less": { "*": { license: "MIT" } } };
  const { root } = makeCatalog({ ...LESS, override }, JQUERY, ALIAS);
  const { folder, packages } = await signCatalog(root);
  expect(packages).toBe(3);
  expect(
    readJson(folder, "api/v1/packages.json").packages.map((record: { name: string }) => record.name),
  ).toEqual(["jq", "jquery", "less"]);
  expect(readJson(folder, "api/v1/packages/jq.json")).toMatchObject({
    alias: { hops: ["jquery"], resolved: "jquery" },
    releases: [],
  });
  expect(readJson(folder, "api/v1/packages/less/latest.json").manifest).toMatchObject({
    license: "MIT",
    version: "4.2.0",
  });
  expect(readJson(folder, "api/v1/dependents/jquery.json").dependents).toEqual([
    { name: "less", expression: "^3.0.0" },
  ]);
  expect(readJson(folder, "api/v1/dependents/not-here.json").dependents).toHaveLength(1);
  expect(readJson(folder, "overrides/less.json")).toEqual({
    "@npm/less": { overrides: { "*": { license: "MIT" } } },
  });
});

test("a package of which something was built has a badge, as long as there is the package", async () => {
  const repository = makeCatalog(LESS, JQUERY);
  const { folder } = await signCatalog(repository.root);
  expect(readJson(folder, "api/v1/badges/less.json").message).toBe("4.2.0 built, tests passed");
  expect(existsSync(join(folder, "api/v1/badges/jquery.json"))).toBe(false);
  repository.commit({ "catalog/le/less.json": undefined, "catalog/releases/le/less.json": undefined });
  await signCatalog(repository.root, { now: later(HOUR) });
  expect(existsSync(join(folder, "api/v1/badges/less.json"))).toBe(false);
});

test("a publication holds what clients that exist already read, and the address of the site in it", async () => {
  const override = { "libuv/libuv": { "*": { license: "MIT" } } };
  const uv = { entry: anEntry({ name: "uv", endpoint: "@libuv" }) };
  const repository = makeCatalog(JQUERY, ALIAS, { ...LIBUV, override }, uv);
  const environment = anNpmEnvironment({ npm_config_registry: "http://127.0.0.1:4873/" });
  const { folder } = await signCatalog(repository.root, { environment });
  const bower = [
    { name: "libuv", url: UV_URL },
    { name: "uv", url: UV_URL },
  ];
  expect(readJson(folder, "packages/index.html")).toEqual(bower);
  expect(readJson(folder, "packages/search/index.html")).toEqual(bower);
  expect(readJson(folder, "pak/uv.json")).toEqual({ endpoint: "@libuv" });
  expect(readJson(folder, "pak/libuv.json").override).toBe("http://localhost:8080/overrides/libuv.json");
  expect(readJson(folder, "npm/jq/index.html")).toMatchObject({
    name: "jq",
    "dist-tags": { latest: "3.7.1" },
    versions: { "3.7.0": { dist: { tarball: "http://127.0.0.1:4873/jquery/-/jquery-3.7.0.tgz" } } },
  });
  repository.commit(settingsFile({ url: "https://example.org/" }));
  const moved = await signCatalog(repository.root, { environment, now: later(HOUR) });
  expect(readJson(moved.folder, "pak/libuv.json").override).toBe("https://example.org/overrides/libuv.json");
});

test("npm's registry is asked for once, asked for again when it changes, and can be missing", async () => {
  const repository = makeCatalog(JQUERY, LIBUV);
  const readTarball = (folder: string) =>
    readJson(folder, "npm/jquery/index.html").versions["3.7.1"].dist.tarball;
  const environment = anNpmEnvironment({ npm_config_registry: "http://127.0.0.1:4873/" });
  await signCatalog(repository.root, { environment });
  const releases = [aRelease("3.8.0"), ...JQUERY.releases];
  repository.commit(catalogFiles({ ...JQUERY, releases }));
  const without = { ...environment, PATH: makeFolder() };
  const { changed } = await signCatalog(repository.root, { now: later(HOUR), environment: without });
  expect(changed).toEqual(["jquery"]);
  const elsewhere = { ...environment, npm_config_registry: "http://127.0.0.1:4874/" };
  const asked = await signCatalog(repository.root, { now: later(HOUR), environment: elsewhere });
  expect([asked.changed, readTarball(asked.folder)]).toEqual([
    undefined,
    "http://127.0.0.1:4874/jquery/-/jquery-3.7.1.tgz",
  ]);
  const warned: string[] = [];
  const warn = (line: string) => warned.push(line);
  const order = { now: later(HOUR), environment: without, isFull: true, warn };
  const { folder } = await signCatalog(repository.root, order);
  expect(existsSync(join(folder, "npm"))).toBe(false);
  expect(readJson(folder, "pak/jquery.json")).toEqual({ endpoint: "@npm:jquery" });
  expect(warned).toEqual([expect.stringMatching(/^npm\/ is left out: .*pak sign --full$/)]);
});

test("a catalog without npm packages asks npm for nothing, until one comes", async () => {
  const repository = makeCatalog(LIBUV);
  const warned: string[] = [];
  const warn = (line: string) => warned.push(line);
  await signCatalog(repository.root, { environment: { PATH: makeFolder() }, warn });
  expect(warned).toEqual([]);
  repository.commit(catalogFiles(JQUERY));
  const environment = anNpmEnvironment();
  const { folder, changed } = await signCatalog(repository.root, { now: later(HOUR), environment });
  expect([changed, existsSync(join(folder, "npm/jquery/index.html"))]).toEqual([undefined, true]);
});

test("signing refuses a catalog with findings, and keeps the publication before", async () => {
  const repository = makeCatalog(JQUERY);
  const before = await signCatalog(repository.root);
  repository.commit(catalogFiles({ entry: anEntry({ name: "bad", endpoint: "@nowhere" }) }));
  const refused = await signCatalog(repository.root);
  expect(refused.findings.map(found => found.code)).toEqual(["ALIAS_TARGET_MISSING"]);
  expect(refused.signed).toBeUndefined();
  expect(refused.folder).toBe(before.folder);
  expect((await signCatalog(repository.root, { isFull: true })).signed).toBeUndefined();
});

test("a root that was made anew replaces the published one", async () => {
  const repository = makeCatalog(JQUERY);
  const before = await signCatalog(repository.root);
  rmSync(join(repository.root, ".pak/key"), { recursive: true });
  const after = await signCatalog(repository.root, { now: later(HOUR) });
  const [key] = readJson(after.folder, "trust/root/1.json").roles.head.fprs;
  expect(after.folder).toBe(before.folder);
  expect(existsSync(join(after.folder, `trust/head/${after.signed?.head.version}.json.${key}.asc`))).toBe(
    true,
  );
});

test("signing again changes nothing, a day later only the head", async () => {
  const { root } = makeCatalog(JQUERY);
  const versions = ({ signed }: Awaited<ReturnType<typeof signCatalog>>) => [
    signed?.isNew,
    signed?.index.version,
    signed?.head.version,
  ];
  expect(versions(await signCatalog(root))).toEqual([true, 1, 1]);
  expect(versions(await signCatalog(root, { now: later(HOUR) }))).toEqual([false, 1, 1]);
  expect(versions(await signCatalog(root, { now: later(HOUR), isFull: true }))).toEqual([false, 1, 1]);
  expect(versions(await signCatalog(root, { now: later(DAY) }))).toEqual([true, 1, 2]);
  expect(versions(await signCatalog(root, { now: later(70 * DAY) }))).toEqual([true, 2, 3]);
});

describe("what one change writes is what a full build writes", () => {
  type Step = [name: string, change: (repository: Repository) => void];
  const steps: Step[] = [
    [
      "a description",
      repository => repository.commit(catalogFiles({ entry: { ...LESS.entry, description: "Another" } })),
    ],
    [
      "a release",
      repository =>
        repository.commit(catalogFiles({ ...LESS, releases: [aRelease("5.0.0"), ...LESS.releases] })),
    ],
    [
      "a build",
      repository =>
        repository.commit(
          catalogFiles({ ...JQUERY, releases: [aRelease("3.7.1", { artifact: anArtifact() })] }),
        ),
    ],
    ["a new package", repository => repository.commit(catalogFiles({ entry: anEntry({ name: "aaa" }) }))],
    [
      "a package that something depended on already",
      repository => repository.commit(catalogFiles({ entry: anEntry({ name: "not-here" }) })),
    ],
    [
      "an override",
      repository =>
        repository.commit({
          "overrides/less.json": `${JSON.stringify({ "@npm/less": { "*": { license: "MIT" } } }, null, 2)}\n`,
        }),
    ],
    [
      "a deletion",
      repository =>
        repository.commit({ "catalog/le/less.json": undefined, "catalog/releases/le/less.json": undefined }),
    ],
    [
      "an alias's target that becomes an alias",
      repository => repository.commit(catalogFiles({ entry: { ...JQUERY.entry, endpoint: "@less" } })),
    ],
    [
      "a retraction",
      repository =>
        repository.commit(
          catalogFiles({ entry: { ...LESS.entry, retracted: { date: "2026-11-01", reason: "gone" } } }),
        ),
    ],
    [
      "an endpoint that moves from npm to git",
      repository => repository.commit(catalogFiles({ entry: { ...JQUERY.entry, endpoint: UV_URL } })),
    ],
    [
      "an alias that leads elsewhere",
      repository => repository.commit(catalogFiles({ entry: { ...ALIAS.entry, endpoint: "@libuv" } })),
    ],
    ["an uncommitted change", repository => void writeUncommitted(repository)],
  ];
  test.each(steps)("%s", async (_, change) => {
    const repository = makeCatalog(LESS, JQUERY, ALIAS, LIBUV);
    await signCatalog(repository.root);
    change(repository);
    const updated = await signCatalog(repository.root, { now: later(HOUR) });
    expect(updated.findings).toEqual([]);
    expect(updated.changed).toBeDefined();
    const files = readPublished(updated.folder);
    const bins = updated.signed?.index.bins;
    const full = await signCatalog(repository.root, { now: later(HOUR), isFull: true });
    expect(readPublished(full.folder)).toEqual(files);
    expect(full.signed?.index.bins).toEqual(bins);
    expect(full.signed?.isNew).toBe(false);
  });
});

function writeUncommitted(repository: Repository): void {
  const head = repository.git("rev-parse", "HEAD");
  repository.commit(catalogFiles({ entry: { ...LESS.entry, description: "Not committed" } }));
  repository.git("reset", "--quiet", "--soft", head);
}

test("a revision is published from git objects, whatever lies in the work tree", async () => {
  const repository = makeCatalog(JQUERY);
  await signCatalog(repository.root, { revision: "HEAD" });
  repository.commit(catalogFiles({ ...JQUERY, entry: { ...JQUERY.entry, description: "Committed" } }));
  writeUncommitted(repository);
  const { folder, changed } = await signCatalog(repository.root, { revision: "HEAD", now: later(HOUR) });
  expect(changed).toEqual(["jquery"]);
  expect(readJson(folder, "api/v1/packages/jquery.json").entry.description).toBe("Committed");
  const full = await signCatalog(repository.root, { revision: "HEAD", now: later(HOUR), isFull: true });
  expect(full.signed?.isNew).toBe(false);
  expect(readPublished(full.folder)).toEqual(readPublished(folder));
});

test("a history that was written anew is published whole", async () => {
  const repository = makeCatalog(JQUERY);
  const base = repository.git("rev-parse", "HEAD");
  repository.commit(catalogFiles(LESS));
  await signCatalog(repository.root);
  repository.git("reset", "--quiet", "--hard", base);
  repository.commit(catalogFiles(ALIAS), "2026-11-03T00:00:00Z");
  const { folder, changed } = await signCatalog(repository.root, { now: later(HOUR) });
  expect(changed).toBeUndefined();
  expect(Object.keys(readPublished(folder)).filter(path => path.includes("less"))).toEqual([]);
  expect(
    readJson(folder, "api/v1/changes.json").changes.map((change: { name: string }) => change.name),
  ).toEqual([ALIAS.entry.name, "jquery"]);
});

test("changes are told newest first, a release by its version", async () => {
  const repository = makeCatalog(JQUERY);
  repository.commit(
    catalogFiles({ ...JQUERY, releases: [aRelease("4.0.0"), ...JQUERY.releases] }),
    "2026-11-02T00:00:00Z",
  );
  const { folder } = await signCatalog(repository.root);
  expect(readJson(folder, "api/v1/changes.json").changes).toEqual([
    { date: "2026-11-02T00:00:00Z", name: "jquery", kind: "released", version: "4.0.0" },
    { date: "2026-11-01T00:00:00Z", name: "jquery", kind: "added" },
  ]);
});

test("versions count on from the branch that was pushed, on a machine that has nothing else", async () => {
  const repository = makeCatalog(JQUERY);
  const { folder } = await signCatalog(repository.root);
  const { commitToBranch } = await import("../io/publication/branch.ts");
  commitToBranch({
    root: repository.root,
    branch: "published",
    folder,
    message: "Publish",
    date: "2026-11-21T12:00:00Z",
  });
  rmSync(join(repository.root, ".pak/published"), { recursive: true });
  const again = await signCatalog(repository.root, { now: later(DAY) });
  expect([again.signed?.index.version, again.signed?.head.version]).toEqual([1, 2]);
});
