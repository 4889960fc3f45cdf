import { hash } from "node:crypto";
import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../model/json.ts";
import type { Override } from "../../model/override/override.ts";
import { aBuild, type BuildFields, replaceArtifact, type SpoiltMember } from "../../test/build-folder.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { later, NOON, openRulebook } from "../../test/world.ts";
import { readRecorded } from "../catalog/recorded.ts";
import { readBuild } from "./read-build.ts";

const catalogOf = (override?: Override) => ({
  ...settingsFile(),
  ...catalogFiles({
    entry: anEntry({ name: "a" }),
    releases: [aRelease("1.0.0")],
    ...(override === undefined ? {} : { override }),
  }),
});

/** A catalog, a build in it that somebody may spoil, and what reading gives: codes, or "right". */
async function read(
  spoil: (folder: string, root: string) => unknown = () => undefined,
  fields: BuildFields = {},
  override?: Override,
) {
  const root = makeFolder();
  writeFiles(root, catalogOf(override));
  const folder = await aBuild(root, "a", fields);
  await spoil(folder, root);
  const rulebook = await openRulebook(root);
  const { selection } = readRecorded(root, rulebook, "a");
  const result = await readBuild({ folder, selection, guards: rulebook.guards, now: NOON });
  return "findings" in result ? result.findings.map(({ code }) => code) : "right";
}

/** Changes `build.json`. */
const changing = (change: (build: Record<string, any>) => unknown) => (folder: string) => {
  const file = join(folder, "build.json");
  const build = JSON.parse(readFileSync(file, "utf8"));
  change(build);
  writeFileSync(file, JSON.stringify(build));
};

/** Puts another archive in the place of the artifact. */
const packing =
  (...members: SpoiltMember[]) =>
  (folder: string) =>
    replaceArtifact(folder, members);

/** Rewrites a paper, and says so in `build.json`. */
const rewriting = (field: string, change: (paper: any) => unknown) => (folder: string) =>
  changing(build => {
    const file = join(folder, build[field].file);
    const paper = JSON.parse(readFileSync(file, "utf8"));
    const text = JSON.stringify(change(paper) ?? paper);
    writeFileSync(file, text);
    build[field] = { ...build[field], sha256: hash("sha256", text), size: Buffer.byteLength(text) };
  })(folder);

test("what pak build left is right, also after it was moved", async () => {
  expect(await read()).toBe("right");
});

describe("build.json", () => {
  test.each<[string, (folder: string) => unknown, string[]]>([
    ["is gone", folder => rmSync(join(folder, "build.json")), ["BUILD_FILE"]],
    [
      "is a link",
      folder => {
        renameSync(join(folder, "build.json"), join(folder, "other.json"));
        symlinkSync("other.json", join(folder, "build.json"));
      },
      ["BUILD_FILE"],
    ],
    ["is huge", folder => writeFileSync(join(folder, "build.json"), " ".repeat(2_000_000)), ["BUILD_SIZE"]],
    ["is cut", folder => writeFileSync(join(folder, "build.json"), '{"name":'), ["JSON_SYNTAX"]],
    [
      "says a thing twice",
      folder => {
        const text = readFileSync(join(folder, "build.json"), "utf8");
        writeFileSync(join(folder, "build.json"), text.replace("{", '{ "name": "b",'));
      },
      ["JSON_DUPLICATE_KEY"],
    ],
    ["says more", changing(build => (build.extra = true)), ["SCHEMA"]],
    ["is another package's", changing(build => (build.name = "b")), ["BUILD_OTHER"]],
    ["is another version's", changing(build => (build.version = "1.0.1")), ["BUILD_OTHER"]],
    ["is from elsewhere", changing(build => (build.endpoint = "@npm:b")), ["BUILD_OTHER"]],
    [
      "is of another source",
      changing(build => (build.pin.integrity = `sha512-${"B".repeat(86)}==`)),
      ["BUILD_OTHER"],
    ],
    ["failed", changing(build => (build.outcome = "failed")), ["BUILD_FAILED"]],
    ["failed its tests", changing(build => (build.tests = "failed")), ["BUILD_FAILED"]],
    ["was not tested", changing(build => (build.tests = "none")), ["BUILD_UNTESTED"]],
    ["has no artifact", changing(build => delete build.artifact), ["BUILD_FILE"]],
    ["has no SBOM", changing(build => delete build.sbom), ["BUILD_FILE"]],
    ["has no provenance", changing(build => delete build.provenance), ["BUILD_FILE"]],
    ["names a file elsewhere", changing(build => (build.artifact.file = "../../release.json")), ["SCHEMA"]],
    ["names another file", changing(build => (build.artifact.file = "log.txt")), ["BUILD_FILE"]],
    ["is from tomorrow", changing(build => (build.started = "2026-11-22T12:00:00Z")), ["BUILD_TIME"]],
  ])("that %s", async (_what, spoil, codes) => {
    expect(await read(spoil)).toEqual(codes);
  });

  test("that is of another override is stale", async () => {
    const other = catalogOf({ "@npm/a": { "*": { title: "New" } } });
    expect(await read((_, root) => writeFiles(root, other))).toEqual(["BUILD_STALE"]);
  });

  test("without tests is right when the catalog means it", async () => {
    const override: Override = { "@npm/a": { "*": { build: { builder: "make", test: [] } } } };
    expect(await read(undefined, { tests: "none" }, override)).toBe("right");
  });
});

describe("a file", () => {
  test.each<[string, (folder: string) => unknown, string[]]>([
    ["is gone", folder => rmSync(join(folder, "log.txt")), ["BUILD_FILE"]],
    ["grew", folder => writeFileSync(join(folder, "a-1.0.0.tar.gz"), "other"), ["BUILD_SIZE"]],
    [
      "has other bytes",
      folder => {
        const file = join(folder, "a-1.0.0.tar.gz");
        const bytes = readFileSync(file);
        bytes[20] = (bytes[20] ?? 0) ^ 1;
        writeFileSync(file, bytes);
      },
      ["BUILD_DIGEST"],
    ],
    [
      "is a link to a secret",
      folder => {
        rmSync(join(folder, "log.txt"));
        symlinkSync("/etc/passwd", join(folder, "log.txt"));
      },
      ["BUILD_FILE"],
    ],
  ])("that %s", async (_what, spoil, codes) => {
    expect(await read(spoil)).toEqual(codes);
  });
});

describe("an archive", () => {
  test.each<[string, Parameters<typeof packing>, string]>([
    ["that leads out", [{ name: "../../release.json" }], "ARCHIVE_TRAVERSAL"],
    ["with a link", [{ name: "a-1.0.0/x", link: "/etc/passwd" }], "ARCHIVE_LINK"],
    ["of another folder", [{ name: "b-1.0.0/x" }], "BUILD_FOLDER"],
    ["with a file beside its folder", [{ name: "a-1.0.0/x" }, { name: "y" }], "BUILD_FOLDER"],
    ["of nothing", [], "ARCHIVE_EMPTY"],
  ])("%s", async (_what, members, code) => {
    const codes = await read(packing(...members));
    expect(codes[0]).toBe(code);
    // Both papers name the artifact that was.
    expect(new Set(codes.slice(1))).toEqual(new Set(["BUILD_SBOM", "BUILD_PROVENANCE"]));
  });
});

describe("a paper", () => {
  test.each<[string, (folder: string) => unknown, string]>([
    [
      "an SBOM of another artifact",
      rewriting("sbom", bom => void (bom.metadata.component.name = "b")),
      "BUILD_SBOM",
    ],
    ["an SBOM that is a list", rewriting("sbom", () => []), "JSON_ROOT_TYPE"],
    [
      "a provenance of another artifact",
      rewriting("provenance", paper => void (paper.subject[0].digest.sha256 = "0".repeat(64))),
      "BUILD_PROVENANCE",
    ],
    [
      "a provenance by somebody else",
      rewriting("provenance", paper => void (paper.predicate.runDetails.builder.id = "https://x.example/")),
      "BUILD_PROVENANCE",
    ],
    [
      "a provenance that says another builder than build.json",
      changing(build => (build.builder = "cmake")),
      "BUILD_PROVENANCE",
    ],
  ])("%s", async (_what, spoil, code) => {
    expect(await read(spoil)).toContain(code);
  });

  test("of a workflow's build names its repository", async () => {
    const repository = "https://github.com/acme/catalog";
    expect(await read(undefined, { repository })).toContain("BUILD_PROVENANCE");
  });
});

test("a build that begins within a clock's error is right", async () => {
  expect(await read(undefined, { started: later(60_000) })).toBe("right");
});

test("everything wrong is told together", async () => {
  const document = (build: JsonObject & Record<string, unknown>) => {
    build.name = "b";
    build.tests = "none";
    build.layers = "0".repeat(64);
  };
  expect(await read(changing(document as never))).toEqual(["BUILD_OTHER", "BUILD_STALE", "BUILD_UNTESTED"]);
});
