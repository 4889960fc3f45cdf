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
import { type AnswerLimit, askGit, runGit } from "../git/git.ts";
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

/** The files of a name that its owner answers for. */
function listPaths({ countsReleases, countsRecovery }: NameSource, name: string): string[] {
  return [
    entryPath(name),
    overridePath(name),
    ...(countsReleases ? [releasesPath(name)] : []),
    ...(countsRecovery ? [recoveryPath(name)] : []),
  ];
}

/** Reads the files of a name that its owner answers for from a commit. */
export function readNameState(source: NameSource, commit: string, name: string): NameState {
  const { root, rulebook } = source;
  const files = readBlobs(
    root,
    listPaths(source, name).map(path => `${commit}:${path}`),
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
    let statement: Statement | undefined;
    for (const [fingerprint, keyText] of keys) {
      const facts = await examineSignature({
        bytes: commit.payload,
        armored: commit.signature,
        keyText,
        now,
      });
      if (facts?.fingerprint !== fingerprint) continue;
      // Only a signature by one of the keys is worth the comparison of whole trees.
      statement ??= readStatement(source, base, commit, name);
      const end = facts.created.getTime() + SIGNED_FOR;
      statements.push({ ...facts, statement: { ...statement, expires: renderInstant(new Date(end)) } });
      const isGood =
        facts.isValid && isStrongHash(facts.hash) && facts.keyState === "good" && now.getTime() < end;
      if (isGood && statement.base !== "" && statement.content === content) provenKeys.add(fingerprint);
    }
  }
  return { statements, provenKeys: [...provenKeys] };
}

/**
 * What a commit says: of the asked name when it changes it, else of the one it changes. Where the catalog has
 * changed the name's files since, it was made upon another state, even if that came back: a change that was taken
 * back does not come again by its old signature.
 */
function readStatement(
  source: NameSource,
  base: string,
  { id, parent }: SignedCommit,
  asked: string,
): Statement {
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
    base: isOvertaken(source, base, id, name) ? "" : before.digest,
    content: after.digest,
  };
}

/** Whether main's line has touched the files of a name since a commit left it. */
function isOvertaken(source: NameSource, base: string, commit: string, name: string): boolean {
  const origin = askGit(source.root, ["merge-base", base, commit]).stdout.toString().trim();
  const range = origin === "" ? base : `${origin}..${base}`;
  const words = ["rev-list", "--first-parent", "--max-count=1", range, "--", ...listPaths(source, name)];
  return runGit(source.root, words).length > 0;
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
