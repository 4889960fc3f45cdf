import type { Entry, Owner } from "../entry/entry.ts";
import { type Finding, finding } from "../finding.ts";
import { hasOwners } from "../publish/operation.ts";
import { hasAddresses } from "../publish/ownership.ts";
import { isOver, type Recovery, stageOf } from "./recovery.ts";

/** The owner whose key a recovery replaces, and to whose address the code goes: the first who has a key. */
export function findLostOwner(entry: Entry): Owner | undefined {
  return entry.owners?.find(({ key }) => key !== undefined);
}

/** The entry as a completed recovery leaves it. */
export function replaceLostKey(entry: Entry, key: string): Entry {
  const lost = findLostOwner(entry);
  if (entry.owners === undefined || lost === undefined) return entry;
  return { ...entry, owners: entry.owners.map(owner => (owner === lost ? { ...owner, key } : owner)) };
}

/** Checks that there is a lost key to recover: an entry, not withdrawn, with an owner who has one. */
export function checkRecoverable(name: string, entry: Entry | undefined): Finding[] {
  const refuse = (code: string, message: string, expected: string, fix: string) => [
    finding(code, message, { expected, fix }),
  ];
  if (entry === undefined) {
    const fix = "check the spelling: pak search WORD";
    return refuse("RECOVERY_KEY", `the catalog has no entry ${name}`, "an entry whose owner has a key", fix);
  }
  if (entry.retracted !== undefined) {
    const message = `${name} was retracted, and nobody changes it any more`;
    return refuse("RECOVERY_STAGE", message, "an entry in use", "publish under another name");
  }
  if (findLostOwner(entry) !== undefined) return [];
  const fix =
    entry.owners === undefined
      ? "ask a maintainer, in an issue, to make you its owner"
      : "an account needs no recovery: open the pull request from an owner's account";
  return refuse("RECOVERY_KEY", `no owner of ${name} has a key`, "an owner with a key", fix);
}

/**
 * Checks that owners stay as they are while a mailed code can still give the entry to its receiver: else who hands
 * a package on could take it back.
 */
export function checkOwnersStay(given: {
  readonly name: string;
  readonly recovery: Recovery;
  readonly before: Entry | undefined;
  readonly after: Entry | undefined;
  readonly now: Date;
}): Finding[] {
  const { name, recovery, now } = given;
  const [before, after] = [given.before?.owners ?? [], given.after?.owners ?? []];
  const isCodeOut = stageOf(recovery) !== "requested" && !isOver(recovery, now);
  if (!isCodeOut || (hasOwners(before, after) && hasAddresses(before, after))) return [];
  return [
    finding("RECOVERY_STAGE", `the owners of ${name} change while a recovery is under way`, {
      expected: "no recovery whose code was mailed",
      fix: `put an end to it first: pak recover ${name} --veto`,
    }),
  ];
}
