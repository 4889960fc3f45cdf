import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { ARCHIVE_LIMITS } from "../../model/archive/guard.ts";
import { BUILD_FILE, type Build } from "../../model/build/build.ts";
import { checkProvenance } from "../../model/build/check-provenance.ts";
import { checkSbom } from "../../model/build/check-sbom.ts";
import { type Finding, finding, isBlocking } from "../../model/finding.ts";
import type { Selection } from "../../model/install/selection.ts";
import { type JsonObject, withoutAbsent } from "../../model/json.ts";
import { checkAgreement, checkBuild } from "../../model/release/check-build.ts";
import { unpackArchive } from "../archive/unpack.ts";
import { patchOf } from "../cache/fetch-blended.ts";
import { withScratchFolder } from "../disk/scratch-folder.ts";
import { parseJson } from "../json/parse.ts";
import type { JsonLimits } from "../json/strictness.ts";
import type { Guards } from "../schemas/guards.ts";
import { LONGEST_LOG } from "./build-log.ts";
import { digestLayers } from "./digest-layers.ts";
import { readNamed, readUntrusted } from "./read-file.ts";
import { nameArtifact } from "./write-build.ts";

const MEBIBYTE = 1_048_576;

const BUILD_LIMITS: JsonLimits = { bytes: MEBIBYTE, depth: 16, items: 65_536, text: 8_192 };
const PAPER_LIMITS: JsonLimits = { bytes: 16 * MEBIBYTE, depth: 24, items: 1_048_576, text: 8_192 };

/** What a build is read against. */
export interface ReadBuildOrder {
  /** The folder of the build, absolute; nobody vouches for what is in it. */
  readonly folder: string;
  /** As the catalog has recorded it. */
  readonly selection: Selection;
  readonly guards: Guards;
  /** The page of the repository whose workflow built it; absent: a person's own computer did. */
  readonly repository?: string;
  readonly now: Date;
}

/** A build that may be released. Nothing of its folder is needed any more. */
export interface ReadBuild {
  readonly build: Build & Required<Pick<Build, "artifact" | "sbom" | "provenance">>;
  readonly artifact: Uint8Array<ArrayBuffer>;
  readonly sbom: Uint8Array<ArrayBuffer>;
  readonly provenance: Uint8Array<ArrayBuffer>;
}

/**
 * Reads the folder that an untrusted build left, and checks every word of it: `build.json`, the files it names, what the
 * archive holds, and both papers.
 *
 * @returns everything wrong with it; any of it means that it must not be released
 */
export async function readBuild(
  order: ReadBuildOrder,
): Promise<ReadBuild | { readonly findings: readonly Finding[] }> {
  const read = readDescription(order);
  if ("findings" in read) return read;
  const { build } = read;
  const { artifact, sbom, provenance, log } = build;
  const files = {
    artifact: readNamed(order.folder, artifact, ARCHIVE_LIMITS.compressed),
    sbom: readNamed(order.folder, sbom, PAPER_LIMITS.bytes),
    provenance: readNamed(order.folder, provenance, PAPER_LIMITS.bytes),
    log: readNamed(order.folder, log, LONGEST_LOG),
  };
  const wrong = Object.values(files).flatMap(file => ("finding" in file ? [file.finding] : []));
  if (wrong.length > 0) return { findings: wrong };
  const bytesOf = (name: keyof typeof files) =>
    (files[name] as Extract<(typeof files)[typeof name], { bytes: unknown }>).bytes;
  const findings = [
    ...(await checkArchive(bytesOf("artifact"), order.selection)),
    ...checkPapers(order, build, bytesOf("sbom"), bytesOf("provenance")),
  ];
  if (findings.length > 0) return { findings };
  return {
    build,
    artifact: bytesOf("artifact"),
    sbom: bytesOf("sbom"),
    provenance: bytesOf("provenance"),
  };
}

/** Reads `build.json` by itself. */
function readDescription(
  order: ReadBuildOrder,
): Pick<ReadBuild, "build"> | { readonly findings: readonly Finding[] } {
  const { folder, selection, guards, now } = order;
  const at = (findings: readonly Finding[]) => ({
    findings: findings.map(found => ({ ...found, file: BUILD_FILE })),
  });
  const read = readUntrusted(folder, BUILD_FILE, BUILD_LIMITS.bytes);
  if ("finding" in read) return { findings: [read.finding] };
  const parsed = parseJson(read.bytes, BUILD_LIMITS);
  if ("findings" in parsed) return at(parsed.findings);
  if (!guards.build(parsed.document)) return at(guards.explain("build", parsed.document));
  const build = parsed.document as unknown as Build;
  const layers = digestLayers(selection.layers);
  const wrong = checkBuild(build, { selection, layers, artifact: nameArtifact(selection), now });
  // What passes has all its files.
  return wrong.length > 0 ? at(wrong) : { build: build as ReadBuild["build"] };
}

/** Unpacks the archive once as everybody will, and looks whether it has its one folder and nothing beside it. */
async function checkArchive(bytes: Uint8Array, { name, version }: Selection): Promise<Finding[]> {
  const file = nameArtifact({ name, version });
  const fix = "build it again: pak build";
  try {
    return await withScratchFolder("release", async scratch => {
      const [whole, stripped] = [join(scratch, "whole"), join(scratch, "stripped")];
      mkdirSync(whole);
      mkdirSync(stripped);
      await unpackArchive(bytes, whole, { strip: 0 });
      await unpackArchive(bytes, stripped, { strip: 1 });
      const [only, ...others] = readdirSync(whole);
      if (only === `${name}-${version}` && others.length === 0) return [];
      const expected = `one folder ${name}-${version}`;
      return [finding("BUILD_FOLDER", `${file} holds something else at its top`, { file, expected, fix })];
    });
  } catch (error) {
    if (!(error instanceof PakError) || !error.code.startsWith("ARCHIVE_")) throw error;
    return [finding(error.code, `${file}: ${error.message}`, { file, fix })];
  }
}

function checkPapers(
  { selection, repository }: ReadBuildOrder,
  build: ReadBuild["build"],
  sbom: Uint8Array,
  provenance: Uint8Array,
): Finding[] {
  const { name, version, endpoint, pin, layers } = selection;
  const known = { name, version, endpoint, pin, artifact: build.artifact };
  const read = (file: string, bytes: Uint8Array, check: (document: JsonObject) => Finding[]): Finding[] => {
    const parsed = parseJson(bytes, PAPER_LIMITS);
    const found = "findings" in parsed ? parsed.findings : check(parsed.document);
    return found.map(one => ({ ...one, file }));
  };
  return [
    ...read(build.sbom.file, sbom, document => checkSbom(document, known)),
    ...read(build.provenance.file, provenance, document => {
      const found = checkProvenance(document, {
        ...known,
        ...withoutAbsent({ repository, patch: patchOf(layers) }),
      });
      return found.some(isBlocking) ? found : checkAgreement(document, build);
    }),
  ];
}
