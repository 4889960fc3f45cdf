import type { Entry, Owner } from "../entry/entry.ts";
import { type Finding, finding } from "../finding.ts";
import { hasOwners } from "../publish/operation.ts";
import { isOver, type LostKey, type Recovery, stageOf } from "./recovery.ts";

/** The keys that an entry's owners can lose, with their addresses, in the entry's order. */
export function listOwnerKeys(entry: Entry | undefined): LostKey[] {
  return (entry?.owners ?? []).flatMap(({ key, email }) => (key === undefined ? [] : [{ key, email }]));
}

/** Whether an owner is the one whose key was lost: in the key and in the address. */
export function isLostOwner({ key, email }: Owner, lost: LostKey): boolean {
  return key === lost.key && email === lost.email;
}

/** Whether an entry has the owner whose key was lost. */
export function hasLostOwner(entry: Entry | undefined, lost: LostKey): boolean {
  return entry?.owners?.some(owner => isLostOwner(owner, lost)) === true;
}

/** The entry as a completed recovery leaves it. */
export function replaceLostKey(entry: Entry, { key, lost }: Pick<Recovery, "key" | "lost">): Entry {
  if (entry.owners === undefined) return entry;
  const owners = entry.owners.map(owner => (isLostOwner(owner, lost) ? { ...owner, key } : owner));
  return { ...entry, owners };
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
  if (listOwnerKeys(entry).length > 0) return [];
  const fix =
    entry.owners === undefined
      ? "ask a maintainer, in an issue, to make you its owner"
      : "an account needs no recovery: open the pull request from an owner's account";
  return refuse("RECOVERY_KEY", `no owner of ${name} has a key`, "an owner with a key", fix);
}

/**
 * Checks that an entry still has the owner whose key was lost, as the request has them: else the new key
 * would take the place of somebody who lost none.
 */
export function checkLostOwner(
  name: string,
  entry: Entry | undefined,
  { lost }: Pick<Recovery, "lost">,
): Finding[] {
  if (hasLostOwner(entry, lost)) return [];
  return [
    finding("RECOVERY_STAGE", `the owner of ${name} whose key was lost has changed since the request`, {
      expected: `an owner with the key ${lost.key} and the address ${lost.email}`,
      fix: `ask anew: pak recover ${name}; when a code was mailed, first: pak recover ${name} --veto`,
    }),
  ];
}

/**
 * Checks that owners stay as they are, and in their order, while a mailed code can still give the entry to
 * its receiver: else who hands a package on could take it back.
 */
export function checkOwnersStay(given: {
  readonly name: string;
  readonly recovery: Recovery;
  readonly before: Entry | undefined;
  readonly after: Entry | undefined;
  readonly now: Date;
}): Finding[] {
  const { name, recovery, now } = given;
  const isCodeOut = stageOf(recovery) !== "requested" && !isOver(recovery, now);
  if (!isCodeOut || hasSameOwners(given.before, given.after)) return [];
  return [
    finding("RECOVERY_STAGE", `the owners of ${name} change while a recovery is under way`, {
      expected: "no recovery whose code was mailed",
      fix: `put an end to it first: pak recover ${name} --veto`,
    }),
  ];
}

/** Whether the same accounts and keys are let in, and every key stands in its place with its address. */
function hasSameOwners(before: Entry | undefined, after: Entry | undefined): boolean {
  const [keysBefore, keysAfter] = [before, after].map(entry => JSON.stringify(listOwnerKeys(entry)));
  return keysBefore === keysAfter && hasOwners(before?.owners ?? [], after?.owners ?? []);
}
