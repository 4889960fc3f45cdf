import { hash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openPublished } from "../io/publication/publish.ts";
import { startServer } from "../io/site/static-server.ts";
import type { Artifact, Release, Releases } from "../model/release/release.ts";
import { anEntry, catalogFiles, settingsFile } from "./catalog.ts";
import { startGitHost } from "./git-host.ts";
import { atHour } from "./github/catalog.ts";
import { hasRegistry, hasSkopeo, runSkopeo, startTokenRegistry, WRITER } from "./oci-registry.ts";
import { startPak } from "./pak.ts";
import { makeFolder, writeFiles } from "./repository.ts";
import { hasBubblewrap } from "./sandboxes.ts";

const hasTools = ["/usr/bin/make", "/usr/bin/cmake", "/usr/bin/cc"].every(file => existsSync(file));
const isReady = hasTools && hasRegistry && hasSkopeo && hasBubblewrap;

const LIBRARY = {
  "pak.json": '{ "name": "adder", "description": "Adds", "license": "MIT" }\n',
  "add.h": "int add(int a, int b);\n",
  "add.c": '#include "add.h"\nint add(int a, int b) { return a + b; }\n',
  "check.c": '#include "add.h"\nint main(void) { return add(1, 2) != 3; }\n',
  Makefile: `PREFIX = /usr/local
all: libadd.a
libadd.a: add.c add.h
	$(CC) -c add.c && $(AR) rcD $@ add.o
check: all
	$(CC) -o check check.c libadd.a && ./check
install: all
	mkdir -p $(DESTDIR)$(PREFIX)/lib $(DESTDIR)$(PREFIX)/include
	cp libadd.a $(DESTDIR)$(PREFIX)/lib && cp add.h $(DESTDIR)$(PREFIX)/include
.PHONY: all check install
`,
  "CMakeLists.txt": `cmake_minimum_required(VERSION 3.20)
project(add C)
include(CTest)
add_library(add STATIC add.c)
add_executable(checker check.c)
target_link_libraries(checker add)
add_test(NAME adds COMMAND checker)
install(TARGETS add)
install(FILES add.h DESTINATION include)
`,
};

/** A catalog with a library in C of a repository at GitHub, and the commands in it. */
async function start() {
  const host = await startGitHost();
  const registry = await startTokenRegistry();
  const [root, home] = [makeFolder(), makeFolder()];
  const entry = anEntry({ name: "adder", endpoint: host.endpoint, license: "MIT" });
  writeFiles(root, {
    ...settingsFile({ registry: `${registry.host}/paks` }),
    ...catalogFiles({ entry }),
  });
  writeFiles(home, { "settings.json": JSON.stringify({ replace: host.replace }) });
  /** Upstream tags what it has, so many hours before noon. */
  const tag = (name: string, files: Record<string, string>, hours: number) => {
    const date = atDate(-hours);
    host.repository.commit(files, date);
    host.release(name);
    host.github.facts.set("acme/foo", { pushed: date });
  };
  const run = (words: string[], environment: Record<string, string> = {}, hour = 0) =>
    startPak(root, words, { ...host.environment, ...atHour(hour), PAK_HOME: home, ...environment });
  const readReleases = () =>
    (JSON.parse(readFileSync(join(root, "catalog/releases/ad/adder.json"), "utf8")) as Releases).releases;
  return { root, registry, tag, run, readReleases };
}

function atDate(hours: number): string {
  const seconds = Number(atHour(hours).SOURCE_DATE_EPOCH);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

const WRITING = { GITHUB_TOKEN: WRITER.token, GITHUB_ACTOR: WRITER.user };

describe.skipIf(!isReady)(
  "from a tag to an application (skipped without make, cmake, bubblewrap, docker-registry or skopeo)",
  () => {
    test("a new tag is noticed, built and tested in the sandbox, released, copied by skopeo and installed", async () => {
      const { root, registry, tag, run, readReleases } = await start();
      tag("v1.0.0", LIBRARY, 2_000);
      expect(await run(["refresh"])).toMatchObject({ status: 0, stdout: "adder  added 1.0.0\n" });
      tag("v1.1.0", { ...LIBRARY, "add.h": "/* 1.1 */\nint add(int a, int b);\n" }, 96);
      expect(await run(["refresh"], {}, -73)).toMatchObject({
        stderr: expect.stringMatching(/waiting: adder 1\.1\.0 until/),
      });
      expect(await run(["refresh"])).toMatchObject({ status: 0, stdout: "adder  added 1.1.0\n" });

      const folder = join(root, ".pak/builds/adder/1.1.0");
      for (const builder of ["cmake", "make"]) {
        const built = await run([
          "build",
          "adder@1.1.0",
          "--twice",
          "--require-sandbox",
          "--builder",
          builder,
        ]);
        expect(built, built.stderr).toMatchObject({ status: 0 });
        const said = JSON.parse(readFileSync(join(folder, "build.json"), "utf8"));
        expect(said).toMatchObject({
          builder,
          sandbox: "bubblewrap",
          tests: "passed",
          outcome: "passed",
          reproducible: true,
        });
      }

      const nobody = await run(["release", "adder@1.1.0"], { GITHUB_TOKEN: "" });
      expect(nobody).toMatchObject({ status: 4, stderr: expect.stringContaining("pak: TOKEN") });
      const released = await run(["release", "adder@1.1.0"], WRITING);
      expect(released, released.stderr).toMatchObject({ status: 0 });
      expect(await run(["container", "adder@1.1.0", "--push"], WRITING)).toMatchObject({ status: 0 });
      const { artifact, container = "" } = readReleases()[0] as Release & { artifact: Artifact };
      expect(artifact).toMatchObject({ builder: "make", tests: "passed", sandbox: "bubblewrap" });
      const bytes = readFileSync(join(folder, "adder-1.1.0.tar.gz"));
      expect([artifact.sha256, artifact.size]).toEqual([hash("sha256", bytes), bytes.length]);

      // Stock tools find the same under the tag, and bring the same bytes back.
      const plain = "--src-tls-verify=false";
      const at = (reference: string) => `docker://${reference}`;
      const inspect = (reference: string, ...words: string[]) =>
        runSkopeo("inspect", "--tls-verify=false", ...words, at(reference));
      const raw = await inspect(`${registry.host}/paks/adder:1.1.0`, "--raw");
      expect(artifact.oci).toBe(`${registry.host}/paks/adder@sha256:${hash("sha256", raw)}`);
      const copy = makeFolder();
      await runSkopeo("copy", plain, at(artifact.oci), `dir:${copy}/artifact`);
      expect(readFileSync(join(copy, "artifact", artifact.sha256)).equals(bytes)).toBe(true);
      for (const paper of [artifact.sbom!, artifact.provenance!]) {
        await runSkopeo("copy", plain, at(paper.oci), `dir:${copy}/paper`);
        expect(hash("sha256", readFileSync(join(copy, "paper", paper.sha256)))).toBe(paper.sha256);
      }
      await runSkopeo("copy", plain, at(container), `oci:${copy}/image:adder`);
      const image = JSON.parse(await runSkopeo("inspect", `oci:${copy}/image:adder`));
      expect(image.Digest).toBe(container.split("@")[1]);
      expect(image.Labels).toMatchObject({ "org.opencontainers.image.version": "1.1.0" });

      // Whoever installs it needs neither the source nor a compiler.
      expect(await run(["sign"])).toMatchObject({ status: 0 });
      const server = await startServer({ folder: openPublished(root)!, port: 0 });
      onTestFinished(() => server.close());
      const application = makeFolder();
      const installing = { PAK_CATALOG: server.url, ...atHour(1) };
      const installed = await startPak(application, ["install", "adder"], installing);
      expect(installed, installed.stderr).toMatchObject({ status: 0 });
      expect(readFileSync(join(application, "paks/adder/include/add.h"), "utf8")).toContain("1.1");
      expect(existsSync(join(application, "paks/adder/lib/libadd.a"))).toBe(true);
    });

    test("what fails its tests leaves no release", async () => {
      const { root, registry, tag, run, readReleases } = await start();
      tag("v1.0.0", { ...LIBRARY, "check.c": "int main(void) { return 1; }\n" }, 2_000);
      await run(["refresh"]);
      const built = await run(["build", "adder", "--require-sandbox"]);
      expect(built.status).toBe(1);
      expect(existsSync(join(root, ".pak/builds/adder/1.0.0/adder-1.0.0.tar.gz"))).toBe(false);
      const released = await run(["release", "adder@1.0.0"], WRITING);
      expect(released.status).toBe(1);
      expect(readReleases()[0]).not.toHaveProperty("artifact");
      expect(registry.log).toEqual([]);
    });
  },
);
