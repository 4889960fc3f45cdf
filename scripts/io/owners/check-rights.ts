import type { Entry, Owner } from "../../model/entry/entry.ts";
import type { Finding } from "../../model/finding.ts";
import { entryPath, keyPath, releasesPath } from "../../model/name/paths.ts";
import { operationOf } from "../../model/publish/operation.ts";
import { checkOwnership, ENDPOINT_LABEL } from "../../model/publish/ownership.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import { readBlobs } from "../git/objects.ts";
import { readNameState, readSignatures } from "./statements.ts";

/** Who asks for a change, as far as it can be shown. */
export interface Asker {
  /** GitHub's numeric id of the pull request's author; absent outside a pull request. */
  readonly author?: number;
  /** Whether the author has a say in the upstream that a new entry names. */
  provesEndpoint(entry: Entry): Promise<boolean>;
}

/**
 * Checks that every name whose entry, override or recorded releases a change touches is the asker's to change. Maintainers may
 * change every entry, and the refresh job none: the rules of the tree keep it to releases.
 */
export async function checkRights(given: {
  readonly root: string;
  readonly rulebook: Rulebook;
  /** The commit that owners are read from. */
  readonly base: string;
  /** Where the change left the base's history: what it touches is its difference from there. */
  readonly origin: string;
  readonly head: string;
  readonly names: readonly string[];
  /** Names whose change completes a recovery, or means to. */
  readonly completing: ReadonlySet<string>;
  readonly isMaintainer: boolean;
  readonly isBot: boolean;
  /** Labels that maintainers put on the pull request. */
  readonly labels: readonly string[];
  readonly asker: Asker;
  readonly now: Date;
}): Promise<Finding[]> {
  const { root, rulebook, base, origin, head, names, completing, asker, labels, now } = given;
  if (given.isMaintainer || given.isBot) return [];
  const { catalog } = rulebook.settings;
  const findings: Finding[] = [];
  for (const name of names) {
    // What completes a recovery is judged by it, the whole entry.
    if (completing.has(name)) continue;
    const [left, right] = readBlobs(
      root,
      [origin, head].map(commit => `${commit}:${releasesPath(name)}`),
    );
    // Releases that the refresh job records in the meantime are none of this change.
    const countsReleases = (left ?? "").toString() !== (right ?? "").toString();
    const source = { root, rulebook, countsReleases };
    const [before, after] = [readNameState(source, base, name), readNameState(source, head, name)];
    if (before.digest === after.digest) continue;
    const owners = { before: before.entry?.owners ?? [], after: after.entry?.owners ?? [] };
    // A base commit's keys win over those of the change.
    const keys = new Map([...readKeys(root, head, owners.after), ...readKeys(root, base, owners.before)]);
    const operation = operationOf(before.entry, after.entry);
    const isNew = operation === "create" && after.entry !== undefined;
    const { statements, provenKeys } = await readSignatures({ source, base, head, name, keys, now });
    const found = checkOwnership({
      catalog,
      name,
      operation,
      before: owners.before,
      after: owners.after,
      base: before.digest,
      content: after.digest,
      ...(asker.author === undefined ? {} : { author: asker.author }),
      signatures: statements,
      provenKeys,
      hasEndpoint: isNew && (labels.includes(ENDPOINT_LABEL) || (await asker.provesEndpoint(after.entry))),
      now,
    });
    findings.push(...found.map(one => ({ ...one, file: entryPath(name) })));
  }
  return findings;
}

/** The public keys of owners as a commit holds them. */
export function readKeys(
  root: string,
  commit: string,
  owners: readonly Pick<Owner, "key">[],
): [string, string][] {
  const fingerprints = owners.flatMap(({ key }) => key ?? []);
  const blobs = readBlobs(
    root,
    fingerprints.map(fingerprint => `${commit}:${keyPath(fingerprint)}`),
  );
  return fingerprints.flatMap((fingerprint, at) => {
    const keyText = blobs[at]?.toString();
    return keyText === undefined ? [] : [[fingerprint, keyText]];
  });
}
