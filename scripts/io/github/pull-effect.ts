import { buildEffect, type Effect, type PackageState } from "../../model/publish/effect.ts";
import { inspectPackage } from "../catalog/inspect.ts";
import { openPackages } from "../catalog/package-source.ts";
import type { Rulebook } from "../catalog/rulebook.ts";

/** Where two commits' documents are read. */
export interface EffectOrder {
  readonly root: string;
  readonly rulebook: Rulebook;
  readonly base: string;
  /** What the catalog would hold: the branch merged into the base. */
  readonly tree: string;
  readonly names: readonly string[];
}

/** What a change does to its names, by the parsed documents before and after it. */
export function readEffects({ root, rulebook, base, tree, names }: EffectOrder): Effect[] {
  const [before, after] = [base, tree].map(commit => readStates(root, rulebook, commit, names));
  return names.map(name => buildEffect(name, before!.get(name), after!.get(name)));
}

/** What a commit holds of each name; a name with a file that is not right is missing. */
function readStates(root: string, rulebook: Rulebook, commit: string, names: readonly string[]) {
  const { packages, read } = openPackages(root, names, commit);
  const states = new Map<string, PackageState>(names.map(name => [name, { releases: [] }]));
  for (const files of packages) {
    const { entry, override, releases, recovery } = inspectPackage(files, read, rulebook);
    const isUnread =
      (files.entry && !entry) ||
      (files.override && !override) ||
      (files.releases && !releases) ||
      (files.recovery && !recovery);
    if (isUnread) states.delete(files.name);
    else {
      states.set(files.name, {
        ...(entry === undefined ? {} : { entry }),
        ...(override === undefined ? {} : { override }),
        ...(recovery === undefined ? {} : { recovery }),
        releases: releases?.releases ?? [],
      });
    }
  }
  return states;
}
