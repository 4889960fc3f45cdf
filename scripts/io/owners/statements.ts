import { hash } from "node:crypto";
import { PakError } from "../../errors.ts";
import type { Entry } from "../../model/entry/entry.ts";
import { entryPath, overridePath, parsePath, recoveryPath, releasesPath } from "../../model/name/paths.ts";
import { operationOf } from "../../model/publish/operation.ts";
import type { Statement, StatementSignature } from "../../model/publish/ownership.ts";
import { renderInstant } from "../../model/text/instant.ts";
import { isStrongHash } from "../../model/trust/hash.ts";
import { readEntry } from "../catalog/read-entry.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import { parseSettings } from "../catalog/settings.ts";
import { listSignedCommits, type SignedCommit } from "../git/commits.ts";
import type { AnswerLimit } from "../git/git.ts";
import { listChanges, readBlobs } from "../git/objects.ts";
import { examineSignature } from "../trust/verify-signature.ts";

/** The files of a name that its owner answers for, as one commit holds them. */
export interface NameState {
  /** Absent when there is none, or what is there has no entry's shape. */
  readonly entry?: Entry;
  /** Whether there is a file in the entry's place that is no entry. */
  readonly isBroken: boolean;
  /** Of the bytes of all of them together: equal digests, equal files. */
  readonly digest: string;
}

/** Where the files of names are read, and what an entry's shape is. */
export interface NameSource {
  readonly root: string;
  readonly rulebook: Rulebook;
  /** Whether the recorded releases are part of what an owner answers for; they are when one is withdrawn. */
  readonly countsReleases?: boolean;
  /** Whether its recovery is part of it too; it is when that changes. */
  readonly countsRecovery?: boolean;
}

/** Commits on the way may hold anything, which nobody has looked at yet. */
const LARGEST_FILES: AnswerLimit = { bytes: 4 * 1024 * 1024, fix: "make the change anew, in one commit" };

/** Reads the files of a name that its owner answers for from a commit. */
export function readNameState(
  { root, rulebook, countsReleases, countsRecovery }: NameSource,
  commit: string,
  name: string,
): NameState {
  const files = readBlobs(
    root,
    [
      entryPath(name),
      overridePath(name),
      ...(countsReleases ? [releasesPath(name)] : []),
      ...(countsRecovery ? [recoveryPath(name)] : []),
    ].map(path => `${commit}:${path}`),
    "blob",
    LARGEST_FILES,
  );
  const digests = files.map(bytes => (bytes === undefined ? "none" : hash("sha256", bytes)));
  const entry = readEntry(files[0], rulebook);
  return {
    digest: hash("sha256", digests.join("\n")),
    isBroken: files[0] !== undefined && entry === undefined,
    ...(entry === undefined ? {} : { entry }),
  };
}

/** Milliseconds that a signature counts: what was signed and forgotten is nobody's wish any more. */
const SIGNED_FOR = 30 * 86_400_000;

/** What the signed commits of a branch say of a name. */
export interface Signatures {
  readonly statements: readonly StatementSignature[];
  /** Fingerprints of keys with a good signature on a commit that holds the name's final files. */
  readonly provenKeys: readonly string[];
}

/**
 * Verifies the signatures of a change's commits by every given key.
 *
 * @param keys fingerprint to armored public key: those of the owners before, and of those the change names
 */
export async function readSignatures(given: {
  readonly source: NameSource;
  readonly base: string;
  readonly head: string;
  /** What the catalog would hold: the branch merged into the base. */
  readonly tree: string;
  readonly name: string;
  readonly keys: ReadonlyMap<string, string>;
  readonly now: Date;
}): Promise<Signatures> {
  const { source, base, head, tree, name, keys, now } = given;
  const content = readNameState(source, tree, name).digest;
  const statements: StatementSignature[] = [];
  const provenKeys = new Set<string>();
  for (const commit of keys.size === 0 ? [] : listSignedCommits(source.root, base, head)) {
    const statement = readStatement(source, commit, name);
    for (const [fingerprint, keyText] of keys) {
      const facts = await examineSignature({
        bytes: commit.payload,
        armored: commit.signature,
        keyText,
        now,
      });
      if (facts?.fingerprint !== fingerprint) continue;
      const end = facts.created.getTime() + SIGNED_FOR;
      statements.push({ ...facts, statement: { ...statement, expires: renderInstant(new Date(end)) } });
      const isGood =
        facts.isValid && isStrongHash(facts.hash) && facts.keyState === "good" && now.getTime() < end;
      if (isGood && statement.content === content) provenKeys.add(fingerprint);
    }
  }
  return { statements, provenKeys: [...provenKeys] };
}

/** What a commit says: of the asked name when it changes it, else of the one it changes. */
function readStatement(source: NameSource, { id, parent }: SignedCommit, asked: string): Statement {
  const names =
    parent === undefined
      ? []
      : listChanges(source.root, parent, id).flatMap(({ path }) => parsePath(path) ?? []);
  const changed = names.filter(({ kind }) => kind !== "key").map(({ name }) => name);
  const name = changed.includes(asked) ? asked : (changed[0] ?? asked);
  const [before, after] = [parent, id].map(commit =>
    commit === undefined ? { digest: "", isBroken: false } : readNameState(source, commit, name),
  ) as [NameState, NameState];
  return {
    catalog: readCatalogName(source.root, id),
    name,
    operation: operationOf(before.entry, after.entry),
    base: before.digest,
    content: after.digest,
  };
}

/** The catalog that a commit is of, by its settings; what is signed for another catalog says nothing here. */
function readCatalogName(root: string, commit: string): string {
  try {
    return parseSettings(
      readBlobs(root, [`${commit}:package.json`], "blob", LARGEST_FILES)[0]?.toString(),
      commit,
    ).catalog;
  } catch (error) {
    if (error instanceof PakError) return "";
    throw error;
  }
}
