import { makeFact, type PackageFact } from "../../model/catalog/fact.ts";
import type { Entry } from "../../model/entry/entry.ts";
import { parsePath } from "../../model/name/paths.ts";
import type { TreeChange } from "../git/objects.ts";
import { findAliases } from "./find-aliases.ts";
import { searchEntries } from "./search-entries.ts";

/** Aliases elsewhere whose target went away, was retracted or now leads on; the change itself did not touch them. */
export function findBrokenAliases(
  root: string,
  tree: string,
  names: readonly string[],
  before: ReadonlyMap<string, Entry | undefined>,
  facts: ReadonlyMap<string, PackageFact | undefined>,
): string[] {
  const shaken = names.filter(name => {
    const [then, now] = [before.get(name), facts.get(name)];
    if (then === undefined) return false;
    const was = makeFact(then);
    return now === undefined || now.target !== was.target || now.isRetracted !== was.isRetracted;
  });
  if (shaken.length === 0) return [];
  return findAliases(root, tree, shaken).filter(name => !names.includes(name));
}

/** Names of entries elsewhere that name a key whose file goes away. */
export function findKeyless(root: string, tree: string, changes: readonly TreeChange[]): string[] {
  const gone = changes.flatMap(({ path, status }) => {
    const parsed = parsePath(path);
    return parsed?.kind === "key" && status === "deleted" ? [parsed.name] : [];
  });
  return gone.length === 0
    ? []
    : searchEntries(
        root,
        tree,
        gone.map(key => `"key": "${key}"`),
      );
}
