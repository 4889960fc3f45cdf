import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { listFolder } from "../io/archive/tree-digest.ts";
import { checkProvenance } from "../model/build/check-provenance.ts";
import { checkSbom } from "../model/build/check-sbom.ts";
import {
  type BuildCatalog,
  type BuildRan,
  SYSTEM_PATH,
  startBuildCatalog,
  unpackArtifact,
} from "./build-catalog.ts";
import { startGitHost } from "./git-host.ts";
import { listen } from "./listen.ts";
import { anNpmEnvironment, aPackument, startRegistry } from "./registry.ts";
import { makeFolder } from "./repository.ts";
import { aTarball } from "./upstream.ts";
import { TOOL } from "./world.ts";

/** Whether a program of the system is there and does what it is asked. */
function has(program: string, ...words: string[]): boolean {
  try {
    execFileSync(program, words, { stdio: "ignore", env: { PATH: SYSTEM_PATH } });
    return true;
  } catch {
    return false;
  }
}

const hasMake = has("make", "--version") && has("cc", "--version");
const hasCmake = hasMake && has("cmake", "--version");
const hasPython = has("python3", "-c", "import build, setuptools, wheel");
const hasSandbox = has("bwrap", "--unshare-user", "--ro-bind", "/", "/", "true");
const hasSpack = has("spack", "--version");

const LIBRARY = {
  "pak.json": '{ "name": "foo", "description": "Adds", "license": "MIT" }\n',
  LICENSE: "MIT\n",
  "foo.h": "int add(int a, int b);\n",
  "foo.c":
    '#include "foo.h"\n#include <assert.h>\nint add(int a, int b) { assert(a < 1000); return a + b; }\n',
  "check.c": '#include "foo.h"\nint main(void) { return add(1, 2) != 3; }\n',
};

const MAKEFILE = `PREFIX = /usr/local
all: libfoo.so.1
libfoo.so.1: foo.c foo.h
	$(CC) $(CFLAGS) -g -shared -fPIC -o $@ foo.c
check: all
	$(CC) $(CFLAGS) -o check check.c ./libfoo.so.1
	./check
install: all
	mkdir -p $(DESTDIR)$(PREFIX)/lib $(DESTDIR)$(PREFIX)/include
	cp libfoo.so.1 $(DESTDIR)$(PREFIX)/lib
	ln -sf libfoo.so.1 $(DESTDIR)$(PREFIX)/lib/libfoo.so
	cp foo.h $(DESTDIR)$(PREFIX)/include
.PHONY: all check install
`;

const CMAKE = `cmake_minimum_required(VERSION 3.20)
project(foo C)
add_library(foo STATIC foo.c)
include(CTest)
add_executable(checker check.c)
target_link_libraries(checker foo)
add_test(NAME adds COMMAND checker)
install(TARGETS foo)
install(FILES foo.h DESTINATION include)
`;

/** What an artifact holds below its one folder. */
async function listArtifact(catalog: BuildCatalog): Promise<string[]> {
  const folder = join(await unpackArtifact(catalog), "foo-1.0.0");
  return listFolder(folder).map(({ path }) => path);
}

const codesOf = ({ build }: BuildRan) => build.findings.map(({ code }) => code);

/** What whoever releases a build would find wrong with its papers. */
function checkPapers({ build, read }: BuildRan) {
  const { name, version, endpoint, pin, artifact } = build;
  const known = { name, version, endpoint, pin, artifact: artifact! };
  return [
    ...checkSbom(JSON.parse(read(build.sbom!.file)), known),
    ...checkProvenance(JSON.parse(read(build.provenance!.file)), known),
  ];
}

/** A recipe of one shell script that is its own test. */
function aScript(script: string) {
  return {
    builder: "command",
    steps: [["sh", "-c", "mkdir -p dist && date -u -d @$SOURCE_DATE_EPOCH +%F > dist/day"]],
    test: [["sh", "-c", script]],
    files: ["dist/**"],
  };
}

describe("a library in C", () => {
  test.skipIf(!hasMake)(
    "make builds, checks and installs it: twice the same bytes (needs make and cc)",
    async () => {
      const catalog = await startBuildCatalog({ ...LIBRARY, Makefile: MAKEFILE });
      const ran = await catalog.build("--twice");
      expect(ran.reported.at(-1)).toMatch(
        /^foo 1\.0\.0 passed in [\d.]+ s, tests passed, .*, twice the same bytes$/,
      );
      expect(ran).toMatchObject({
        exit: 0,
        printed: [join(catalog.place, "foo-1.0.0.tar.gz")],
        files: [
          "build.json",
          "foo-1.0.0.cdx.json",
          "foo-1.0.0.provenance.json",
          "foo-1.0.0.tar.gz",
          "log.txt",
        ],
        build: {
          builder: "make",
          outcome: "passed",
          tests: "passed",
          reproducible: true,
          findings: [],
          tools: { make: expect.stringMatching(/^GNU Make/), cc: expect.stringContaining("cc") },
          pin: { tag: "v1.0.0", tree: expect.stringMatching(/^h1:/) },
          artifact: {
            file: "foo-1.0.0.tar.gz",
            size: statSync(join(catalog.place, "foo-1.0.0.tar.gz")).size,
          },
        },
      });
      expect(ran.log).toMatch(/^build: make$[\s\S]*^test: make check$[\s\S]*^install: make DESTDIR=/m);
      const folder = join(await unpackArtifact(catalog), "foo-1.0.0");
      const files = listFolder(folder);
      expect(files.map(({ path }) => path)).toEqual([
        "LICENSE",
        "include/foo.h",
        "lib/libfoo.so",
        "lib/libfoo.so.1",
        "pak.json",
      ]);
      // A link became a copy of what it led to.
      expect(files[2]!.sha256).toBe(files[3]!.sha256);
      expect(files[3]!.mode & 0o111).not.toBe(0);
      if (hasSandbox) expect(readFileSync(join(folder, "lib/libfoo.so.1"), "latin1")).toContain("/build");
      expect(checkPapers(ran)).toEqual([]);
      const read = (kind: string) => JSON.parse(ran.read(`foo-1.0.0.${kind}.json`));
      expect(read("cdx").metadata.component).toMatchObject({
        name: "foo",
        version: "1.0.0",
        description: "About foo",
      });
      expect(read("provenance").predicate.buildDefinition.externalParameters).toMatchObject({
        builder: "make",
        recipe: {},
      });
    },
  );

  test.skipIf(!hasMake)(
    "make configures first where there is such a script (needs make and cc)",
    async () => {
      const configure =
        '#!/bin/sh\nprefix=${1#--prefix=}\nsed "s|@prefix@|$prefix|" Makefile.in > Makefile\n';
      const makefile = MAKEFILE.replace("PREFIX = /usr/local", "PREFIX = @prefix@");
      const catalog = await startBuildCatalog({ ...LIBRARY, configure, "Makefile.in": makefile });
      const ran = await catalog.build();
      expect(ran).toMatchObject({ exit: 0, build: { builder: "make", tests: "passed", findings: [] } });
      expect(ran.log).toMatch(/^configure: \.\/configure --prefix=\/usr\/local$/m);
      expect(await listArtifact(catalog)).toContain("lib/libfoo.so.1");
    },
  );

  test.skipIf(!hasMake)(
    "no place of this machine is in what is built without a sandbox (needs make)",
    async () => {
      const catalog = await startBuildCatalog({ ...LIBRARY, Makefile: MAKEFILE });
      const ran = await catalog.build("--no-sandbox", "--twice");
      expect(ran).toMatchObject({ exit: 0, build: { sandbox: "none", reproducible: true, findings: [] } });
    },
  );

  test.skipIf(!hasCmake)(
    "cmake builds, tests and installs it: twice the same bytes (needs cmake)",
    async () => {
      const catalog = await startBuildCatalog({
        ...LIBRARY,
        "CMakeLists.txt": CMAKE,
        Makefile: "all:\n\tfalse\n",
      });
      const ran = await catalog.build("--twice", "--quiet");
      expect(ran).toMatchObject({
        exit: 0,
        build: { builder: "cmake", tests: "passed", reproducible: true },
      });
      expect(ran.log).toContain("1/1 Test #1: adds");
      expect(await listArtifact(catalog)).toEqual(["LICENSE", "include/foo.h", "lib/libfoo.a", "pak.json"]);
      expect(ran.reported).toHaveLength(1);
    },
  );

  test.skipIf(!hasMake)(
    "a failing test leaves build.json and the log, and no artifact of before (needs make)",
    async () => {
      const catalog = await startBuildCatalog({
        ...LIBRARY,
        "check.c": "int main(void) { return 1; }\n",
        Makefile: MAKEFILE,
      });
      // As if an earlier version of the recipe had let it pass.
      mkdirSync(catalog.place, { recursive: true });
      for (const file of ["build.json", "foo-1.0.0.tar.gz"]) writeFileSync(join(catalog.place, file), "{}");
      const ran = await catalog.build();
      expect(ran).toMatchObject({
        exit: 1,
        files: ["build.json", "log.txt"],
        printed: [join(catalog.place, "log.txt")],
        build: { outcome: "failed", tests: "failed", findings: [{ code: "BUILD_TEST" }] },
      });
      expect(ran.log).toMatch(/Error 1[\s\S]*^BUILD_TEST: a test failed: `make check`/m);
      expect(ran.reported.at(-1)).toContain("failed");
    },
  );
});

test.skipIf(!hasPython)(
  "python makes an sdist and a wheel after its tests: twice the same bytes (needs python3-build)",
  async () => {
    const catalog = await startBuildCatalog({
      LICENSE: "MIT\n",
      "pyproject.toml":
        '[build-system]\nrequires = ["setuptools", "wheel"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "foo"\nversion = "1.0.0"\n',
      "src/foo/__init__.py": "def add(a, b):\n    return a + b\n",
      "tests/test_foo.py":
        "import unittest\nimport foo\nclass Adds(unittest.TestCase):\n    def test_adds(self):\n        self.assertEqual(foo.add(1, 2), 3)\n",
    });
    const ran = await catalog.build("--twice");
    expect(codesOf(ran)).toEqual([]);
    expect(ran).toMatchObject({ exit: 0, build: { builder: "python", tests: "passed", reproducible: true } });
    expect(ran.log).toContain("Ran 1 test");
    expect(await listArtifact(catalog)).toEqual([
      "LICENSE",
      "foo-1.0.0-py3-none-any.whl",
      "foo-1.0.0.tar.gz",
    ]);
  },
);

describe("an npm package", () => {
  /** A registry with one package that would like to run something when it is installed. */
  async function startDependency() {
    const registry = await startRegistry();
    const tarball = await aTarball({
      "package.json": JSON.stringify({
        name: "dep",
        version: "1.0.0",
        license: "ISC",
        scripts: { postinstall: "touch /tmp/ran ran" },
      }),
      "index.js": "module.exports = 42;\n",
    });
    registry.answers.set("dep/-/dep-1.0.0.tgz", (_, response) => void response.end(tarball));
    const dist = { tarball: `${registry.address}dep/-/dep-1.0.0.tgz` };
    registry.answers.set("dep", {
      ...aPackument("dep", { "1.0.0": { dist, license: "ISC" } }),
      "dist-tags": { latest: "1.0.0" },
    });
    const known = anNpmEnvironment({ npm_config_registry: registry.address });
    return { registry, environment: { ...known, PATH: SYSTEM_PATH } };
  }

  const MANIFEST = {
    name: "foo",
    version: "1.0.0",
    license: "MIT",
    files: ["dist"],
    main: "dist/foo.js",
    dependencies: { dep: "^1.0.0" },
    scripts: { build: "node build.js", test: "node test.js", postinstall: "touch own-ran" },
  };

  const SOURCE = {
    "build.js":
      "const fs = require('node:fs');\nfs.mkdirSync('dist', { recursive: true });\nfs.writeFileSync('dist/foo.js', 'module.exports = require(\"dep\");\\n');\n",
    "test.js":
      "const fs = require('node:fs');\nif (require('./dist/foo.js') !== 42 || fs.existsSync('node_modules/dep/ran') || fs.existsSync('own-ran')) process.exit(1);\n",
  };

  test("dependencies come from the configured registry and run nothing; the content of npm pack counts", async () => {
    const { registry, environment } = await startDependency();
    const catalog = await startBuildCatalog(
      { "package.json": JSON.stringify(MANIFEST), ...SOURCE },
      undefined,
      environment,
    );
    const ran = await catalog.build();
    expect([ran.log, codesOf(ran)]).toEqual([expect.any(String), []]);
    expect(ran).toMatchObject({ exit: 0, build: { builder: "npm", tests: "passed" } });
    expect(registry.log).toContain("dep");
    expect(await listArtifact(catalog)).toEqual(["dist/foo.js", "package.json"]);
    expect(checkPapers(ran)).toEqual([]);
    const sbom = JSON.parse(ran.read("foo-1.0.0.cdx.json"));
    expect(sbom.components).toMatchObject([{ name: "dep", version: "1.0.0", purl: "pkg:npm/dep@1.0.0" }]);
  });

  test("a project can't have npm run a program of its own while there is the network", async () => {
    const { environment } = await startDependency();
    const manifest = { ...MANIFEST, dependencies: { dep: "git+https://127.0.0.1:9/acme/dep.git" } };
    const catalog = await startBuildCatalog(
      {
        "package.json": JSON.stringify(manifest),
        ...SOURCE,
        ".npmrc": "git=./evil.sh\nignore-scripts=false\n",
        "evil.sh": "#!/bin/sh\necho evil was here\n",
      },
      undefined,
      environment,
    );
    const ran = await catalog.build();
    expect(ran).toMatchObject({ exit: 1, files: ["build.json", "log.txt"] });
    expect(ran.log).toContain("command git ");
    expect(ran.log).toMatch(/^fetch: npm install/m);
  });

  test("nor one that npm starts to prepare a dependency from a repository", async () => {
    const { environment } = await startDependency();
    const host = await startGitHost();
    host.repository.commit({
      "package.json":
        '{ "name": "gitdep", "version": "1.0.0", "scripts": { "prepare": "echo evil prepares" } }',
      ".npmrc": "git=./evil.sh\nnode-options=--require=/build/evil.cjs\nignore-scripts=false\n",
    });
    host.publish();
    const address = `git+${Object.values(host.replace)[0]}acme/foo.git`;
    const catalog = await startBuildCatalog(
      {
        "package.json": JSON.stringify({ name: "foo", version: "1.0.0", dependencies: { gitdep: address } }),
        ".npmrc": "node-options=--require=/build/evil.cjs\n",
        "evil.cjs": "require('fs').appendFileSync('/build/evil.txt', process.argv.join(' ') + '\\n');\n",
      },
      { test: [["sh", "-c", "ls node_modules/gitdep && ! cat evil.txt"]] },
      environment,
    );
    const ran = await catalog.build();
    expect([ran.log, ran.exit]).toEqual([expect.stringContaining("package.json"), 0]);
  });
});

describe("a recipe", () => {
  test("is the package's own, corrected by the catalog's", async () => {
    const own = {
      build: {
        builder: "command",
        steps: [["sh", "-c", "mkdir dist; echo own > dist/who"]],
        test: [["false"]],
        files: "dist/**",
      },
    };
    const catalog = await startBuildCatalog(
      { "pak.json": JSON.stringify({ name: "foo", ...own }) },
      { test: [["grep", "own", "dist/who"]] },
    );
    const ran = await catalog.build();
    expect(ran).toMatchObject({ exit: 0, build: { builder: "command", tests: "passed", findings: [] } });
    expect(await listArtifact(catalog)).toEqual(["dist/who", "pak.json"]);
  });

  test.each([
    ["is missing", {}, undefined, ["BUILD_RECIPE"]],
    [
      "of the package has a wrong shape",
      { "pak.json": '{ "build": { "builder": "evil" } }' },
      undefined,
      ["OVERRIDE_TYPE"],
    ],
    ["selects nothing", {}, { builder: "command", steps: [["true"]], files: ["none"] }, ["BUILD_FILES"]],
    [
      "selects a link out of the folder",
      {},
      { builder: "command", steps: [["ln", "-s", "/etc/passwd", "link"]], files: ["link"] },
      ["ARCHIVE_LINK"],
    ],
    [
      "leaves what inflates too far",
      {},
      { builder: "command", steps: [["truncate", "--size=3M", "zeros"]], files: ["zeros"] },
      ["ARCHIVE_RATIO"],
    ],
    [
      "selects a pipe",
      {},
      { builder: "command", steps: [["mkfifo", "pipe"]], files: ["pipe"] },
      ["ARCHIVE_TYPE"],
    ],
  ])("that %s is a finding", async (_, files, recipe, codes) => {
    const catalog = await startBuildCatalog({ "README.md": "x\n", ...files }, recipe);
    const ran = await catalog.build();
    expect([ran.exit, codesOf(ran), ran.files]).toEqual([1, codes, ["build.json", "log.txt"]]);
  });

  test("without tests passes with advice, and without it when that is meant", async () => {
    const recipe = { builder: "command", steps: [["true"]] };
    const ran = await (await startBuildCatalog({ a: "a" }, recipe)).build();
    expect([ran.exit, codesOf(ran), ran.build.tests]).toEqual([0, ["BUILD_UNTESTED"], "none"]);
    const meant = await (await startBuildCatalog({ a: "a" }, { ...recipe, test: [] })).build();
    expect([meant.exit, codesOf(meant), meant.build.tests]).toEqual([0, [], "none"]);
  });

  test("that writes the hour is no recipe for the same bytes", async () => {
    const steps = [["sh", "-c", "mkdir dist; date +%s%N > dist/now; echo same > dist/same"]];
    const catalog = await startBuildCatalog(
      { a: "a" },
      { builder: "command", steps, test: [], files: ["dist/**"] },
    );
    const ran = await catalog.build("--twice");
    expect(ran).toMatchObject({
      exit: 0,
      build: {
        reproducible: false,
        findings: [{ code: "BUILD_UNREPRODUCIBLE", message: "a second build left other bytes in dist/now" }],
      },
    });
    expect(ran.files).toHaveLength(5);
  });

  test("needs its programs: nothing is tried without them, and what was there stays", async () => {
    const catalog = await startBuildCatalog({ a: "a" }, { builder: "command", steps: [["no-such-program"]] });
    mkdirSync(catalog.place, { recursive: true });
    writeFileSync(join(catalog.place, "build.json"), "{}");
    const error = {
      code: "BUILD_TOOL",
      message: expect.stringContaining("no-such-program"),
      fix: expect.stringContaining("no-such-program"),
    };
    await expect(catalog.build()).rejects.toMatchObject(error);
    expect(readFileSync(join(catalog.place, "build.json"), "utf8")).toBe("{}");
  });

  test("may not last for ever", async () => {
    const catalog = await startBuildCatalog(
      { a: "a" },
      { builder: "command", steps: [["sleep", "100"]], test: [["true"]] },
    );
    const ran = await catalog.build("--timeout", "1");
    expect([ran.exit, codesOf(ran), ran.build.tests]).toEqual([1, ["BUILD_TIME"], "failed"]);
  });
});

test("a source can't put anything beside what builders write for their tools", async () => {
  const recipe = { builder: "command", steps: [["sh", "-c", "! test -e .pak"]], test: [] };
  const files = {
    a: "a",
    ".pak/repo/packages/gmake/package.py": "print('evil')",
    ".pak/config/mirrors.yaml": "",
  };
  const ran = await (await startBuildCatalog(files, recipe)).build();
  expect([ran.log, ran.exit]).toEqual([expect.any(String), 0]);
});

describe.skipIf(!hasSandbox)("a hostile recipe (needs bwrap)", () => {
  test.each([
    ["reads the token", 'test -n "$GITHUB_TOKEN"'],
    ["reads the home", "ls -A ~ | grep -q . || exit 3"],
    ["sees the catalog", "ls -d /tmp/pak-test-*"],
  ])("that %s is stopped", async (_, script) => {
    const catalog = await startBuildCatalog({ a: "a" }, aScript(script), {
      GITHUB_TOKEN: "secret",
      HOME: makeFolder(),
    });
    const ran = await catalog.build();
    expect([ran.exit, codesOf(ran), ran.build.sandbox]).toEqual([1, ["BUILD_TEST"], "bubblewrap"]);
    expect(ran.log).not.toContain("secret");
  });

  test("that reads the network is stopped, and told so", async () => {
    const asked: string[] = [];
    const server = createServer(
      (request, response) => void response.end(asked.push(request.url!).toString()),
    );
    const port = await listen(server);
    const address = `http://127.0.0.1:${port}/`;
    const script = `node -e "fetch('${address}').catch(() => fetch('http://registry.invalid/')).catch(error => { console.error(error.cause); process.exit(1); })"`;
    const ran = await (await startBuildCatalog({ a: "a" }, aScript(script))).build();
    expect([ran.exit, codesOf(ran), asked]).toEqual([1, ["BUILD_NETWORK"], []]);
  });
});

test("without a sandbox it builds all the same when that is wanted, and says so", async () => {
  const catalog = await startBuildCatalog(
    { a: "a" },
    { builder: "command", steps: [["cp", "a", "b"]], test: [] },
    { CI: "true" },
  );
  const ran = await catalog.build("--no-sandbox");
  expect(ran).toMatchObject({ exit: 0, build: { sandbox: "none" } });
  expect(ran.reported[0]).toMatch(/^without a sandbox: /);
  expect(await listArtifact(catalog)).toEqual(["a", "b"]);
});

test.skipIf(!hasSpack)(
  "spack builds from a repository made for it (needs Spack 0.23 in /usr/bin)",
  async () => {
    const recipe = { builder: "spack" };
    const catalog = await startBuildCatalog({ ...LIBRARY, Makefile: MAKEFILE }, recipe);
    const ran = await catalog.build();
    expect(ran).toMatchObject({ exit: 0, build: { tests: "passed" } });
    expect(await listArtifact(catalog)).toContain("build_cache/index.json");
  },
);

test("who interrupts a build ends it, and finds what was there before", async () => {
  const recipe = { builder: "command", steps: [["sh", "-c", "echo begun; sleep 60"]] };
  const catalog = await startBuildCatalog({ a: "a" }, recipe);
  mkdirSync(catalog.place, { recursive: true });
  writeFileSync(join(catalog.place, "build.json"), "{}");
  const scratch = makeFolder();
  const pak = spawn(process.execPath, [join(TOOL, "scripts/bin.js"), "build", "foo"], {
    cwd: catalog.root,
    env: { PATH: SYSTEM_PATH, HOME: makeFolder(), PAK_HOME: catalog.home, TMPDIR: scratch },
  });
  const ended = new Promise(resolve => pak.once("close", resolve));
  for await (const piece of pak.stderr)
    if (String(piece).includes("\nbegun\n") || String(piece) === "begun\n") pak.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(readdirSync(scratch)).toEqual([]);
  expect(readdirSync(dirname(catalog.place))).toEqual(["1.0.0"]);
  expect(readFileSync(join(catalog.place, "build.json"), "utf8")).toBe("{}");
});

test("--out names another folder, and nothing of a person's is replaced", async () => {
  const catalog = await startBuildCatalog({ a: "a" }, { builder: "command", steps: [["true"]], test: [] });
  const out = makeFolder();
  await expect(catalog.build("--out", out)).rejects.toThrow(/ENOENT/);
  expect(existsSync(join(out, "foo/1.0.0/build.json"))).toBe(true);
  mkdirSync(join(out, "own/foo/1.0.0"), { recursive: true });
  await expect(catalog.build("--out", join(out, "own"))).rejects.toMatchObject({ code: "WRITE" });
});
