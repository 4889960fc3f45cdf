import { execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { build } from "esbuild";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startServer } from "../io/site/static-server.ts";
import { anEntry, catalogFiles, settingsFile } from "./catalog.ts";
import { hasChromium, startChromium } from "./chromium.ts";
import { awaitEnd } from "./pak.ts";
import { makeFolder, writeFiles } from "./repository.ts";
import { startUpstream } from "./upstream.ts";
import { TOOL } from "./world.ts";

/** Where the package was packed, and a project that it was unpacked into. */
const BASE = mkdtempSync(join(tmpdir(), "pak-library-"));
const PROJECT = join(BASE, "project");
const PACKAGE = join(PROJECT, "node_modules/pak-catalog");
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);

beforeAll(() => {
  const source = join(BASE, "source");
  for (const name of ["package.json", "tsconfig.json", "README.md", "LICENSE", "schemas", "scripts", "site"])
    cpSync(join(TOOL, name), join(source, name), { recursive: true });
  symlinkSync(join(TOOL, "node_modules"), join(source, "node_modules"));
  const environment = { PATH, HOME: BASE, npm_config_offline: "true", npm_config_update_notifier: "false" };
  execFileSync("npm", ["pack", "--pack-destination", BASE], { cwd: source, env: environment, stdio: "pipe" });
  expect(existsSync(join(source, "dist"))).toBe(false);
  mkdirSync(PACKAGE, { recursive: true });
  execFileSync("tar", ["-xzf", tarball(), "--strip-components=1", "-C", PACKAGE]);
  // What npm would install beside it: its dependencies, and nothing that only the project itself needs.
  for (const name of Object.keys(readManifest().dependencies)) {
    mkdirSync(dirname(join(PROJECT, "node_modules", name)), { recursive: true });
    symlinkSync(join(TOOL, "node_modules", name), join(PROJECT, "node_modules", name));
  }
  mkdirSync(join(PROJECT, "node_modules/.bin"));
  symlinkSync("../pak-catalog/scripts/bin.js", join(PROJECT, "node_modules/.bin/pak"));
  writeFiles(PROJECT, { "package.json": '{"type":"module"}' });
}, 120_000);
afterAll(() => rmSync(BASE, { recursive: true, force: true }));

const tarball = () => join(BASE, readdirSync(BASE).find(name => name.endsWith(".tgz"))!);
const readManifest = () =>
  JSON.parse(readFileSync(join(TOOL, "package.json"), "utf8")) as { dependencies: Record<string, string> };

/** Runs a program of the project while the test goes on. */
function run(cwd: string, words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = { PATH, HOME: makeFolder(), PAK_HOME: makeFolder(), ...environment };
  return awaitEnd(spawn(words[0]!, words.slice(1), { cwd, env }));
}

const runPak = (cwd: string, words: readonly string[], environment?: Readonly<Record<string, string>>) =>
  run(cwd, [join(PROJECT, "node_modules/.bin/pak"), ...words], environment);

/** A catalog in which bootstrap needs popper, and `boot` is another name for bootstrap. */
const startCatalog = () =>
  startUpstream({
    bootstrap: {
      entry: { keywords: ["css"] },
      versions: { "5.3.8": { dependencies: { popper: "^2.9.2" } } },
    },
    popper: { versions: { "2.11.8": {} } },
    boot: { entry: { endpoint: "@bootstrap" } },
  });

/** Everything that the library exports, used once; tells what came of it. */
const PROGRAM = `
import {
  accepts, type Asker, blend, Catalog, type CatalogOptions, type Entry, type ErrorCode, type Found, type Json, type JsonObject,
  type LeftOut, type Override, type PackageDocument, PakError, type Proof, type Release, type ResolvedPackage,
  type Store, type Verification,
} from "pak-catalog";

export async function tell(url: string): Promise<Json> {
  const kept = new Map<string, string>();
  const store: Store = { read: async path => kept.get(path), write: async (path, text) => void kept.set(path, text) };
  const options: CatalogOptions = { url, store, now: new Date() };
  const catalog = new Catalog(options);
  const { document, hops, resolved, proof }: Found = await catalog.find("boot");
  const entry: Omit<Entry, "$schema"> = document.entry;
  const override: Override | undefined = resolved.override;
  const { found } = await catalog.search("css");
  const documents: readonly PackageDocument[] = found;
  const resolution = await catalog.resolve({ boot: "^5.0.0" });
  const packages: readonly ResolvedPackage[] = resolution.packages;
  const leftOut: readonly LeftOut[] = resolution.leftOut;
  const nameOf = (asker: Asker) => (asker === "application" ? asker : asker.name);
  const change: JsonObject = { "+keywords": ["own"] };
  const blended: { manifest: JsonObject; release: Release; proof: Proof } =
    await catalog.blend("boot", "5.3.8", [change]);
  const verified: Verification = await catalog.verify((done, all) => void (done <= all));
  const code: ErrorCode | undefined = await catalog.find("nothing").then(
    () => undefined,
    (error: unknown) => (error instanceof PakError ? error.code : undefined),
  );
  // Another reader with the same store, as in the next run of a program.
  const again = await new Catalog(options).find("bootstrap");
  return [
    entry.endpoint, [...hops], override ?? null, documents.map(({ name }) => name),
    packages.map(({ name, release }) => \`\${name} \${release.version}\`), leftOut.length,
    packages.map(({ askedBy }) => askedBy.map(nameOf).join()),
    blended.manifest.keywords ?? null, [verified.packages, verified.failures.length], code ?? null,
    [proof.head, again.proof.isStale], blend({ a: 1 }, { b: 2 }), accepts("^1.0.0", "1.2.3"),
  ];
}
`;

const TOLD = [
  "@bootstrap",
  ["bootstrap"],
  null,
  ["bootstrap"],
  ["bootstrap 5.3.8", "popper 2.11.8"],
  0,
  ["application", "bootstrap"],
  ["css", "own"],
  [3, 0],
  "NOT_FOUND",
  [1, false],
  { a: 1, b: 2 },
  true,
];

test("publint finds nothing", async () => {
  const bytes = new Uint8Array(readFileSync(tarball()));
  const { messages } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  expect(messages).toEqual([]);
});

test("what is packed runs and says its types; no test, no source and no path of this computer is in it", () => {
  const files = readdirSync(PACKAGE, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter(item => item.isFile())
    .map(item => join(item.parentPath, item.name).slice(PACKAGE.length + 1));
  expect(files).toEqual(
    expect.arrayContaining(["LICENSE", "README.md", "scripts/bin.js", "schemas/entry.schema.json"]),
  );
  expect(files.filter(file => /\.test\.|(?:^|\/)test\//.test(file))).toEqual([]);
  expect(files.filter(file => file.endsWith(".ts") && !file.endsWith(".d.ts"))).toEqual([]);
  const telling = files.filter(file => {
    const text = readFileSync(join(PACKAGE, file), "utf8");
    return text.includes(TOOL) || text.includes(BASE);
  });
  expect(telling).toEqual([]);
});

test.each(["bundler", "nodenext"])("a program type-checks with moduleResolution %s", async resolution => {
  const compilerOptions = {
    module: resolution === "bundler" ? "esnext" : resolution,
    moduleResolution: resolution,
    lib: ["es2024", "dom"],
    target: "es2024",
    types: [],
    skipLibCheck: false,
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
  };
  writeFiles(PROJECT, {
    "program.ts": PROGRAM,
    "readme.ts": /```ts\n([\s\S]*?)```/.exec(readFileSync(join(TOOL, "README.md"), "utf8"))![1]!,
    "tsconfig.json": JSON.stringify({ compilerOptions, files: ["program.ts", "readme.ts"] }),
  });
  const tsc = join(TOOL, "node_modules/typescript/bin/tsc");
  expect(await run(PROJECT, [process.execPath, tsc])).toEqual({ status: 0, stdout: "", stderr: "" });
});

test("a program in Node finds, searches, resolves, blends and verifies", async () => {
  const { url } = await startCatalog();
  const call = `\nconsole.log(JSON.stringify(await tell(${JSON.stringify(url)})));\n`;
  writeFiles(PROJECT, { "main.ts": PROGRAM + call });
  const { stdout, stderr } = await run(PROJECT, [process.execPath, "main.ts"]);
  expect(JSON.parse(stdout), stderr).toEqual(TOLD);
});

describe("pak", () => {
  test("installs a package, also where its own folder can't hold a cache", async () => {
    const upstream = await startCatalog();
    for (const isInWay of [false, true]) {
      rmSync(join(PACKAGE, "node_modules"), { recursive: true, force: true });
      if (isInWay) writeFileSync(join(PACKAGE, "node_modules"), "");
      const app = makeFolder();
      const ran = await runPak(app, ["install", "bootstrap"], upstream.environment);
      expect(ran).toMatchObject({ status: 0, stderr: "" });
      expect(readFileSync(join(app, "lib/bootstrap/bootstrap.js"), "utf8")).toBe("// bootstrap 5.3.8\n");
    }
    rmSync(join(PACKAGE, "node_modules"));
  });

  test("builds a site with the pages and scripts of the package", async () => {
    const root = makeFolder();
    const files = { ...settingsFile(), ...catalogFiles({ entry: anEntry({ name: "less" }) }) };
    writeFiles(root, files);
    const { status, stderr } = await runPak(root, ["site"]);
    expect(status, stderr).toBe(0);
    const read = (path: string) => readFileSync(join(root, "_site", path), "utf8");
    expect(read("package/less/index.html")).toContain("About less");
    expect(read("guides/trust/index.html")).toContain("How trust works");
    for (const script of ["search", "verify"]) expect(read(`${script}.js`)).toContain(`[data-${script}]`);
  });

  test("checks a catalog in threads of its own", async () => {
    const root = makeFolder();
    const entries = Array.from({ length: 6_100 }, (_, at) => ({
      entry: anEntry({ name: `package-${at}x` }),
    }));
    writeFiles(root, { ...settingsFile(), ...catalogFiles(...entries) });
    const { status, stdout } = await runPak(root, ["check"]);
    expect([status, stdout]).toEqual([0, ""]);
  });
});

describe.skipIf(!hasChromium)("in Chromium", () => {
  test("a page of another site does the same with a bundle", async () => {
    const { url } = await startCatalog();
    writeFiles(PROJECT, {
      "page.ts": `${PROGRAM}\n(globalThis as { told?: Promise<Json> }).told = tell(${JSON.stringify(url)});\n`,
    });
    const folder = makeFolder();
    await build({
      absWorkingDir: PROJECT,
      entryPoints: ["page.ts"],
      outdir: folder,
      bundle: true,
      format: "esm",
      platform: "browser",
      splitting: true,
      logLevel: "silent",
    });
    writeFiles(folder, { "index.html": '<!doctype html><script type="module" src="page.js"></script>' });
    const server = await startServer({ folder, port: 0 });
    onTestFinished(() => server.close());
    const browser = await startChromium();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", error => problems.push(error.message));
    await page.goto(server.url);
    expect(await page.evaluate("told")).toEqual(TOLD);
    expect(problems).toEqual([]);
  });
});
