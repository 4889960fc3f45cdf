import { hash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import { packArchive } from "../io/archive/pack.ts";
import { listFolder } from "../io/archive/tree-digest.ts";
import { nameArtifact, writeBuild } from "../io/build/write-build.ts";
import { readRecorded } from "../io/catalog/recorded.ts";
import type { TestResult } from "../model/build/build.ts";
import type { Finding } from "../model/finding.ts";
import { makeFolder, writeFiles } from "./repository.ts";
import { NOON, openRulebook } from "./world.ts";

/** How a build of a test went. */
export interface BuildFields {
  /** What it left: path to text. */
  readonly files?: Readonly<Record<string, string>>;
  readonly tests?: TestResult;
  readonly findings?: readonly Finding[];
  readonly started?: Date;
  readonly repository?: string;
}

/** Writes the folder of a build of a recorded version, as `pak build` does, without building anything; gives its path. */
export async function aBuild(root: string, name: string, fields: BuildFields = {}): Promise<string> {
  const { files = { [`dist/${name}.js`]: "// built\n" }, tests = "passed", findings = [] } = fields;
  const { selection } = readRecorded(root, await openRulebook(root), name);
  const folder = join(root, ".pak/builds", name, selection.version);
  const source = makeFolder();
  writeFiles(source, files);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "log.txt"), "built\n");
  const packables = listFolder(source).map(({ path, size, mode }) => ({
    path,
    file: join(source, path),
    size,
    isExecutable: (mode & 0o100) !== 0,
  }));
  const target = join(folder, nameArtifact(selection));
  const time = 1_760_000_000;
  const packed = await packArchive(packables, target, { folder: `${name}-${selection.version}`, time });
  writeBuild({
    selection,
    sandbox: { kind: "bubblewrap" },
    started: fields.started ?? NOON,
    seconds: 2,
    folder,
    ...(fields.repository === undefined ? {} : { repository: fields.repository }),
    tried: {
      source: { pin: selection.pin, patched: [], own: {}, manifest: { license: "MIT" }, warnings: [] },
      recipe: { builder: "make" },
      tools: { make: "GNU Make 4.4.1" },
      tests,
      components: [],
      files: [],
      packed,
      findings,
    },
  });
  return folder;
}

/** A member of an archive that a test spoils: a file, or a link. */
export interface SpoiltMember {
  readonly name: string;
  readonly text?: string;
  readonly link?: string;
}

/** Puts another archive in the place of a build's artifact, and says so in `build.json`. */
export async function replaceArtifact(folder: string, members: readonly SpoiltMember[]): Promise<void> {
  const entries = members.map(({ name, text = "x", link }) =>
    link === undefined
      ? { header: { name, size: text.length, mode: 0o644 }, body: text }
      : { header: { name, size: 0, type: "symlink" as const, linkname: link } },
  );
  const bytes = gzipSync(await packTar(entries));
  const file = join(folder, "build.json");
  const build = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(join(folder, build.artifact.file), bytes);
  const artifact = { ...build.artifact, sha256: hash("sha256", bytes), size: bytes.length };
  writeFileSync(file, JSON.stringify({ ...build, artifact }));
}
