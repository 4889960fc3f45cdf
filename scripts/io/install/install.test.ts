import { hash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { EMPTY_LOCK } from "../../model/install/lock.ts";
import type { ResolvedPackage } from "../../model/install/resolve.ts";
import type { Selection } from "../../model/install/selection.ts";
import type { JsonObject } from "../../model/json.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { SEAL } from "../../test/seal.ts";
import { readApplication } from "../application/application-file.ts";
import { openPackageCache } from "../cache/package-cache.ts";
import { install } from "./install.ts";
import { readLock } from "./lock-file.ts";

/** A package: its files, what it depends on, and what the catalog says of its manifest. */
interface APackage {
  readonly version?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly needs?: readonly string[];
  readonly says?: JsonObject;
}

/** An application's folder and what can be done with it; `pakJson` is the file's text, or its document. */
function openApplication(pakJson: string | JsonObject = { import: true }) {
  const root = makeFolder();
  const cacheRoot = makeFolder();
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  writeFiles(root, { "pak.json": typeof pakJson === "string" ? pakJson : JSON.stringify(pakJson) });

  function run(packages: Readonly<Record<string, APackage>>, options: { readonly profile?: string } = {}) {
    const selections = new Map<string, Selection>();
    const choices = new Map<string, ResolvedPackage>();
    for (const [name, { version = "1.0.0", files, needs = [], says = {} }] of Object.entries(packages)) {
      const pin = { integrity: `sha512-${hash("sha512", JSON.stringify(files ?? name), "base64")}` };
      const layers = [
        { name: "release" as const, change: { name, version } },
        ...(Object.keys(says).length === 0 ? [] : [{ name: "catalog" as const, change: says }]),
      ];
      selections.set(name, { name, version, catalog: "test", endpoint: `@npm:${name}`, pin, layers });
      const dependencies = Object.fromEntries(needs.map(one => [one, "*"]));
      const release = { version, published: "" };
      choices.set(name, { name, release, dependencies, askedBy: [] });
    }
    const file = readApplication(root, options.profile);
    return install({
      root,
      file,
      document: file.document,
      profile: options.profile,
      choices,
      lock: { ...EMPTY_LOCK, packages: selections, blended: readLock(root).blended },
      cache: openPackageCache(cacheRoot, async ({ name, pin }, folder) => {
        writeFiles(folder, packages[name]!.files ?? { "dist/a.js": name });
        return { pin, patched: [] };
      }),
      user: () => [],
      seal: SEAL,
      before: new Set<string>(),
      progress: () => undefined,
    });
  }

  /** Every file, with what changes when somebody writes it. */
  function listFiles() {
    const items = readdirSync(root, { recursive: true, withFileTypes: true });
    const paths = items.filter(item => !item.isDirectory()).map(item => join(item.parentPath, item.name));
    return new Map(
      paths.sort().map(path => {
        const { ino, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true });
        return [path.slice(root.length + 1), `${ino} ${mtimeNs} ${ctimeNs}`] as const;
      }),
    );
  }
  return { root, cacheRoot, run, read, readJson: (path: string) => JSON.parse(read(path)), listFiles };
}

const names = (steps: readonly { readonly name: string }[]) => steps.map(({ name }) => name);
const changed = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) =>
  [...after].filter(([path, stamp]) => before.get(path) !== stamp).map(([path]) => path);

test("a second run writes nothing at all", async () => {
  const { run, listFiles, root } = openApplication();
  const packages = { a: { needs: ["b"], says: { "=blend": { "+x-list": ["a"] } } }, b: {} };
  const first = await run(packages);
  expect(first).toMatchObject({ kept: 0, removed: [], findings: [] });
  expect(first.installed).toEqual([
    { name: "b", version: "1.0.0" },
    { name: "a", version: "1.0.0" },
  ]);
  const before = listFiles();
  expect([...before.keys()]).toEqual([
    "lib/a/a.js",
    "lib/b/a.js",
    "pak-lock.json",
    "pak.json",
    "paks/.installed.json",
    "paks/a/dist/a.js",
    "paks/a/pak.json",
    "paks/b/dist/a.js",
    "paks/b/pak.json",
  ]);
  expect(await run(packages)).toEqual({ installed: [], removed: [], kept: 2, findings: [] });
  expect([listFiles(), readdirSync(join(root, "paks")).sort()]).toEqual([
    before,
    [".installed.json", "a", "b"],
  ]);
});

test("an override of the application puts just that package anew, a damaged folder too", async () => {
  const { root, run, listFiles, read } = openApplication();
  await run({ a: {}, b: {} });
  const before = listFiles();
  writeFiles(root, { "pak.json": '{ "import": true, "override": { "a": { "title": "Mine" } } }' });
  expect(await run({ a: {}, b: {} })).toMatchObject({
    installed: [{ name: "a", version: "1.0.0", before: "1.0.0" }],
    kept: 1,
  });
  expect(changed(before, listFiles()).filter(path => path.includes("/b/"))).toEqual([]);
  expect(read("paks/a/pak.json")).toContain('"title": "Mine"');
  writeFiles(root, { "paks/b/dist/a.js": "longer" });
  expect(names((await run({ a: {}, b: {} })).installed)).toEqual(["b"]);
  expect(read("paks/b/dist/a.js")).toBe("b");
});

describe("exports", () => {
  test("go nowhere without import", async () => {
    const { root, run } = openApplication({});
    await run({ a: {} });
    expect(readdirSync(root).sort()).toEqual(["pak-lock.json", "pak.json", "paks"]);
  });

  test("that are no more vanish, with the folders that they leave empty", async () => {
    const { root, run, listFiles } = openApplication();
    await run({ a: { files: { "dist/old/x.js": "x", "dist/y.js": "y" } }, b: {} });
    expect(await run({ a: { version: "2.0.0", files: { "dist/y.js": "y2" } } })).toMatchObject({
      installed: [{ name: "a", version: "2.0.0", before: "1.0.0" }],
      removed: [{ name: "b", version: "1.0.0" }],
    });
    expect([...listFiles().keys()].filter(path => !path.endsWith(".json"))).toEqual([
      "lib/a/y.js",
      "paks/a/dist/y.js",
    ]);
    expect(readdirSync(join(root, "lib"))).toEqual(["a"]);
    await run({});
    expect([existsSync(join(root, "lib")), existsSync(join(root, "paks/a"))]).toEqual([false, false]);
  });

  test("that somebody edited survive the package, and so does the application's own file", async () => {
    const says = {
      export: [
        { from: "dist/**", trim: 1 },
        { from: "dist/a.js", to: "${TOP}/web", trim: 1 },
      ],
    };
    const { root, run, read } = openApplication();
    writeFiles(root, { "web/a.js": "mine" });
    expect(await run({ a: { says } })).toMatchObject({ findings: [{ code: "EXPORT_KEPT" }] });
    writeFiles(root, { "lib/a/a.js": "edited" });
    expect(names((await run({})).removed)).toEqual(["a"]);
    expect([read("lib/a/a.js"), read("web/a.js"), existsSync(join(root, "paks/a"))]).toEqual([
      "edited",
      "mine",
      false,
    ]);
  });

  test("with overwrite false come only where nothing is", async () => {
    const { root, run, read } = openApplication();
    writeFiles(root, { "lib/a/theme.css": "mine" });
    const says = { export: [{ from: "dist/**", trim: 1, overwrite: false }] };
    await run({ a: { says, files: { "dist/theme.css": "theirs", "dist/a.js": "a" } } });
    expect([read("lib/a/theme.css"), read("lib/a/a.js")]).toEqual(["mine", "a"]);
  });

  test.each([
    ["a link", (root: string, outside: string) => symlinkSync(outside, join(root, "web"))],
    [
      "a link on the way",
      (root: string, outside: string) => {
        mkdirSync(join(root, "web"));
        symlinkSync(outside, join(root, "web/deep"));
      },
    ],
    ["a file on the way", (root: string) => writeFiles(root, { web: "" })],
  ])("through %s are refused, and everything stays as it was", async (_, make) => {
    const { root, run, listFiles } = openApplication();
    const outside = makeFolder();
    await run({ a: {} });
    make(root, outside);
    const before = listFiles();
    const says = { export: [{ from: "dist/**", to: "${TOP}/web/deep", trim: 1 }] };
    await expect(run({ a: { says, version: "2.0.0" }, b: {} })).rejects.toMatchObject({
      code: "WRITE",
      message: expect.stringMatching(/is no folder of its own, but a link or a file/),
    });
    expect([listFiles(), readdirSync(outside), existsSync(join(root, "paks/b"))]).toEqual([
      before,
      [],
      false,
    ]);
  });
});

describe("what a package blends", () => {
  test("turns its own exports on in the same run, and a list never grows twice", async () => {
    const { run, readJson, root } = openApplication({ "x-list": ["k"] });
    const says = { "=blend": { "?import": true, "+x-list": ["a"], "+x-title": "T" } };
    await run({ a: { says } });
    const document = { "x-list": ["k", "a"], import: true, "x-title": "T" };
    expect([readJson("pak.json"), existsSync(join(root, "lib/a/a.js"))]).toEqual([document, true]);
    await run({ a: { says } });
    await run({ a: { says, version: "1.1.0", files: { "dist/b.js": "b" } } });
    expect(readJson("pak.json")).toEqual(document);
  });

  test("goes into the files that it manages", async () => {
    const { run, root, read } = openApplication();
    writeFiles(root, { "site.json": '{\n\t"mine": true\n}\n' });
    const files = { "site.json": '{ "theirs": true }', "new.json": "{}" };
    await run({ a: { files, says: { manage: ["site.json", "new.json"] } } });
    expect([read("site.json"), read("new.json")]).toEqual([
      '{\n\t"mine": true,\n\t"theirs": true\n}\n',
      "{}\n",
    ]);
  });
});

describe("pak.json", () => {
  const BLENDS = { a: { says: { "=blend": { "?x-title": "T" } } } };

  test("keeps its indentation and what this program does not know", async () => {
    const { run, read } = openApplication('{\n\t"x-mine": [1],\n\t"import": false\n}');
    await run(BLENDS);
    expect(read("pak.json")).toBe('{\n\t"x-mine": [\n\t\t1\n\t],\n\t"import": false,\n\t"x-title": "T"\n}\n');
  });

  test("with comments stays as it is as long as nothing changes in it", async () => {
    const text = "{ import: true, /* why */ }";
    const { run, read } = openApplication(text);
    await run({ a: {} });
    expect(read("pak.json")).toBe(text);
  });

  test("chooses a profile, which somebody may choose instead; neither is written into it", async () => {
    const pakJson = { profile: "web", profiles: { web: { import: true }, lean: {} } };
    const { run, root, readJson } = openApplication(pakJson);
    await run({ a: {} });
    expect(existsSync(join(root, "lib"))).toBe(true);
    await run({ a: {} }, { profile: "lean" });
    expect([existsSync(join(root, "lib")), readJson("pak.json")]).toEqual([false, pakJson]);
  });
});

test("a cache that was spoilt is filled anew and never installed", async () => {
  const { run, root, cacheRoot, read } = openApplication();
  await run({ a: {} });
  writeFiles(root, { "paks/a/dist/a.js": undefined });
  writeFiles(cacheRoot, { "a/@npm/1.0.0/dist/a.js": "e" });
  await run({ a: {} });
  expect([read("paks/a/dist/a.js"), read("lib/a/a.js")]).toEqual(["a", "a"]);
});

test("what the cache found in a package is told with it, once it is installed", async () => {
  const { run } = openApplication();
  const spoilt = { a: { files: { "pak.json": "{", "dist/a.js": "a" } } };
  expect(await run(spoilt)).toMatchObject({ findings: [{ code: "MANIFEST_SYNTAX", severity: "warning" }] });
  expect((await run(spoilt)).findings).toEqual([]);
});

test("a record that came with the application removes nothing outside", async () => {
  const { root, run } = openApplication();
  const outside = makeFolder();
  writeFiles(outside, { precious: "" });
  const stray = { version: "1.0.0", key: "", files: {}, exports: {} };
  const packages = { [`../../${basename(outside)}`]: stray };
  writeFiles(root, { "paks/.installed.json": JSON.stringify({ format: 1, packages }) });
  expect((await run({})).removed).toEqual([]);
  expect(readdirSync(outside)).toEqual(["precious"]);
});

describe("exports of several packages", () => {
  const shared = { export: { from: "dist/**", trim: 1, to: "shared" } };

  test("one that moves to another package stays", async () => {
    const { run, read } = openApplication();
    await run({ big: { says: shared } });
    await run({
      big: { version: "2.0.0", needs: ["popper"], says: { export: [] } },
      popper: { says: shared },
    });
    expect(read("lib/shared/a.js")).toBe("popper");
  });

  test.each([[["a", "b"]], [["b", "a"]]])(
    "two of the same file are refused, whoever is first: %j",
    async names => {
      const { run, root } = openApplication();
      const [first, second] = names as [string, string];
      await run({ [first]: { says: shared } });
      await expect(run({ [first]: { says: shared }, [second]: { says: shared } })).rejects.toMatchObject({
        code: "CONFLICT",
        message: expect.stringMatching(/both export lib\/shared\/a\.js/),
      });
      expect(existsSync(join(root, "paks", second))).toBe(false);
    },
  );
});

test("every package that is spoilt in the cache is filled anew", async () => {
  const { run, root, cacheRoot } = openApplication();
  await run({ a: {}, b: {} });
  writeFiles(root, { "paks/a/dist/a.js": undefined, "paks/b/dist/a.js": undefined });
  writeFiles(cacheRoot, { "a/@npm/1.0.0/dist/a.js": "e", "b/@npm/1.0.0/dist/a.js": "e" });
  expect((await run({ a: {}, b: {} })).installed).toHaveLength(2);
});

test("a pak.json that is a link is not replaced", async () => {
  const { run, root } = openApplication();
  writeFiles(root, { "real/pak.json": "{}", "pak.json": undefined });
  symlinkSync("real/pak.json", join(root, "pak.json"));
  const blending = { a: { says: { "=blend": { "?import": true } } } };
  await expect(run(blending)).rejects.toMatchObject({
    code: "WRITE",
    message: expect.stringMatching(/is a link/),
  });
  expect([lstatSync(join(root, "pak.json")).isSymbolicLink(), existsSync(join(root, "paks/a"))]).toEqual([
    true,
    false,
  ]);
});

test("what was blended once is not blended again in a fresh clone", async () => {
  const { run, root, read } = openApplication();
  const packages = { a: { says: { "=blend": { "x-title": "Theirs", "+x-text": "more" } } } };
  await run(packages);
  const text = read("pak.json").replace("Theirs", "Mine");
  writeFiles(root, { "pak.json": text, "paks/.installed.json": undefined });
  await run(packages);
  expect(read("pak.json")).toBe(text);
});

test("a folder of the person's own is never replaced by a package", async () => {
  const { root, run, read } = openApplication();
  writeFiles(root, { "paks/a/mine.js": "mine" });
  await expect(run({ a: {} })).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringMatching(/paks\/a is there/),
  });
  expect(read("paks/a/mine.js")).toBe("mine");
  writeFiles(root, { "paks/a/pak.json": '{ "name": "a", "origin": "@npm/a" }' });
  expect(await run({ a: {} })).toMatchObject({ installed: [{ name: "a" }] });
});
