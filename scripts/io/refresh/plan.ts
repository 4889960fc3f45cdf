import { PakError } from "../../errors.ts";
import { parseEndpoint } from "../../model/entry/endpoint.ts";
import type { Finding } from "../../model/finding.ts";
import type { Release } from "../../model/release/release.ts";
import { inspectPackage } from "../catalog/inspect.ts";
import { listPackages } from "../catalog/package-files.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import { openFiles, openWorkTree } from "../catalog/source.ts";

/** One package whose upstream is to be asked. */
export interface Subject {
  readonly name: string;
  /** The package's name at the npm registry. */
  readonly npm: string;
  readonly recorded: readonly Release[];
}

/** What a refresh is about to do. */
export interface Plan {
  readonly subjects: readonly Subject[];
  /** Names left out because their endpoint is a git repository. */
  readonly git: readonly string[];
  /** Names left out because they have no upstream of their own: aliases and retracted entries. */
  readonly others: readonly string[];
  /** Why an entry or its releases file could not be used; such a package is left alone. */
  readonly findings: readonly Finding[];
}

/**
 * Reads the catalog at `root` and picks the packages to ask for.
 *
 * @param names the ones to pick; none means all
 * @throws PakError NOT_FOUND when the catalog has no entry of one of the names
 */
export function readPlan(root: string, rulebook: Rulebook, names: readonly string[]): Plan {
  const wanted = new Set(names);
  const { packages } = listPackages(openWorkTree(root).paths);
  const picked = packages.filter(
    files => files.entry !== undefined && (wanted.size === 0 || wanted.has(files.name)),
  );
  for (const { name } of picked) wanted.delete(name);
  for (const name of wanted) {
    throw new PakError("NOT_FOUND", `the catalog has no entry ${name}`, {
      fix: "check the spelling: pak search WORD",
    });
  }
  const plan = {
    subjects: [] as Subject[],
    git: [] as string[],
    others: [] as string[],
    findings: [] as Finding[],
  };
  for (const files of picked) {
    const { name, entry, releases, findings } = inspectPackage(files, openFiles(root), rulebook);
    const own = findings.filter(found => found.file !== files.override && found.severity !== "warning");
    plan.findings.push(...own);
    if (own.length > 0 || entry === undefined) continue;
    const endpoint = parseEndpoint(entry.endpoint, rulebook.settings.hosts);
    if (entry.retracted !== undefined || endpoint?.kind === "alias") plan.others.push(name);
    else if (endpoint?.kind === "npm")
      plan.subjects.push({ name, npm: endpoint.name, recorded: releases?.releases ?? [] });
    else plan.git.push(name);
  }
  return plan;
}
