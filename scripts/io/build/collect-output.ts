import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { ARCHIVE_LIMITS } from "../../model/archive/guard.ts";
import type { Output } from "../../model/build/plan.ts";
import { type Finding, finding } from "../../model/finding.ts";
import { packArchive } from "../archive/pack.ts";
import { unpackArchive } from "../archive/unpack.ts";
import { addOwnFiles, listOutput, type OutputFile } from "./list-output.ts";

/** The folders of one build on this machine. */
export interface BuildFolders {
  readonly source: string;
  readonly output: string;
  /** What the source said of itself before anything ran. */
  readonly own: string;
  /** Does not exist yet. */
  readonly unpacked: string;
}

/** The artifact of a build, or why there is none. */
export interface Collected {
  readonly files: readonly OutputFile[];
  /** hex, and bytes */
  readonly packed?: { readonly sha256: string; readonly size: number };
  readonly findings: readonly Finding[];
}

/**
 * Takes from the folders what a plan's output says, and packs it.
 *
 * @param target the archive, which must not exist
 * @param options as `packArchive` takes them
 * @throws PakError WRITE when the disk refuses
 */
export async function collectOutput(
  output: Output,
  folders: BuildFolders,
  target: string,
  options: { readonly folder: string; readonly time: number },
): Promise<Collected> {
  try {
    const opened = await openOutput(output, folders);
    if ("problem" in opened) return refuse(opened.problem);
    const found = listOutput(opened.root, output.files);
    if (found.length === 0) return refuse("the build left no file that counts");
    const files = addOwnFiles(found, folders.own);
    return { files, packed: await packArchive(files, target, options), findings: [] };
  } catch (error) {
    if (!(error instanceof PakError) || !error.code.startsWith("ARCHIVE_")) throw error;
    rmSync(target, { force: true });
    return refuse(error.message, error.code);
  }
}

function refuse(message: string, code = "BUILD_FILES"): Collected {
  const fix = 'choose what counts with "files" in the recipe, or correct the steps that make it';
  return { files: [], findings: [finding(code, message, { fix })] };
}

/** The folder that patterns select from. */
async function openOutput(
  { place, folder = "", archive }: Output,
  folders: BuildFolders,
): Promise<{ root: string } | { problem: string }> {
  const root = join(folders[place], folder);
  if (archive === undefined) return { root };
  const [packed, ...others] = listOutput(root, [archive]);
  if (packed === undefined) return { problem: "the build left no archive" };
  if (others.length > 0) return { problem: "the build left several archives" };
  if (packed.size > ARCHIVE_LIMITS.compressed)
    return { problem: `the build's archive has ${packed.size} bytes` };
  mkdirSync(folders.unpacked);
  await unpackArchive(readFileSync(packed.file), folders.unpacked, { strip: 1 });
  return { root: folders.unpacked };
}
