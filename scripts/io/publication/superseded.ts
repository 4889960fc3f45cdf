import { join } from "node:path";
import { binPath, headPath, indexPath, signaturePath } from "../../model/published/paths.ts";
import type { FileDigest } from "../../model/trust/trust.ts";
import { readIfPresent } from "../disk/read-if-present.ts";
import type { FileChanges } from "./changed-files.ts";
import type { Previous, PublishedReader } from "./previous.ts";
import { type PublicationState, SUPERSEDED_KEPT, type Superseded } from "./state.ts";
import { writeFiles } from "./write-package.ts";

/**
 * Carries trust files of publications before over into a new generation, for clients that are reading them
 * right now: those that were kept so far, and those of the one that is replaced.
 *
 * @param previous the publication that is replaced; absent when its head stays
 * @param read reads the generation before
 */
export function keepSuperseded(given: {
  readonly output: string;
  readonly kept: readonly Superseded[];
  readonly previous: Previous | undefined;
  readonly read: PublishedReader;
}): Superseded[] {
  const { output, kept, previous, read } = given;
  const replaced =
    previous === undefined
      ? []
      : [{ paths: listSuperseded(previous, Object.values(previous.index.document.bins)) }];
  const superseded = [...kept, ...replaced].slice(-SUPERSEDED_KEPT);
  for (const path of new Set(superseded.flatMap(({ paths }) => paths))) {
    const bytes = read(path);
    if (bytes !== undefined && readIfPresent(join(output, path)) === undefined)
      writeFiles(output, [[path, bytes]]);
  }
  return superseded;
}

/** Remembers what this publication replaces and deletes what the tenth one before it replaced. */
export function supersede(
  state: PublicationState,
  previous: Previous,
  gone: readonly FileDigest[],
  current: ReadonlySet<string>,
  files: FileChanges,
) {
  const superseded = [...state.superseded, { paths: listSuperseded(previous, gone) }];
  const old = superseded.splice(0, Math.max(0, superseded.length - SUPERSEDED_KEPT));
  // A reverted change or a kept index brings a path back that was replaced once.
  const needed = new Set([...current, ...superseded.flatMap(({ paths }) => paths)]);
  for (const path of old.flatMap(({ paths }) => paths)) if (!needed.has(path)) files.set(path, undefined);
  return superseded;
}

/** Paths that only the publication before needs: its head, its index, and the given bins. */
function listSuperseded({ head, index }: Previous, bins: readonly FileDigest[]): string[] {
  const signed = [
    { path: headPath(head.document.version), file: head },
    { path: indexPath(index.document.version), file: index },
  ];
  return [
    ...signed.flatMap(({ path, file }) => [
      path,
      ...[...file.signatures.keys()].map(key => signaturePath(path, key)),
    ]),
    ...bins.map(bin => binPath(bin.sha256)),
  ];
}
