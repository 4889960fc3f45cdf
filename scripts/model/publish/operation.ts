import type { Entry } from "../entry/entry.ts";
import type { Operation, Proof } from "./ownership.ts";

/** What became of an entry; a change of its override alone is an update. */
export function operationOf(before: Entry | undefined, after: Entry | undefined): Operation {
  if (before === undefined) return "create";
  if (after?.retracted !== undefined && before.retracted === undefined) return "retract";
  return hasOwners(before.owners ?? [], after?.owners ?? []) ? "update" : "transfer";
}

/** Whether two lists let the same accounts and keys in, in any order; logins and addresses let nobody in. */
export function hasOwners(owners: readonly Proof[], others: readonly Proof[]): boolean {
  const proofsOf = (list: readonly Proof[]) =>
    list
      .map(({ key, github }) => `${key ?? ""} ${github?.id ?? ""}`)
      .sort()
      .join("\n");
  return proofsOf(owners) === proofsOf(others);
}
