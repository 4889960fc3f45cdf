import { join } from "node:path";
import { binPath, headPath, indexPath, signaturePath } from "../../model/published/paths.ts";
import type { FileDigest } from "../../model/trust/trust.ts";
import { readIfPresent } from "../catalog/source.ts";
import type { FileChanges } from "./changed-files.ts";
import type { Previous, PublishedReader } from "./previous.ts";
import { type PublicationState, SUPERSEDED_KEPT, type Superseded } from "./state.ts";
import { writeFiles } from "./write-package.ts";

/** Carries the trust files of the publication before over, for clients that are reading it right now. */
export function keepSuperseded(output: string, previous: Previous, read: PublishedReader): Superseded {
  const paths = listSuperseded(previous, Object.values(previous.index.document.bins));
  writeFiles(
    output,
    paths.flatMap(path => {
      const bytes = read(path);
      return bytes === undefined || readIfPresent(join(output, path)) ? [] : [[path, bytes] as const];
    }),
  );
  return { paths };
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
  while (superseded.length > SUPERSEDED_KEPT) {
    // A reverted change or a kept index brings a path back that was replaced once.
    for (const path of superseded.shift()!.paths) if (!current.has(path)) files.set(path, undefined);
  }
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
