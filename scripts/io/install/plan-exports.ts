import { PakError } from "../../errors.ts";
import type { Finding } from "../../model/finding.ts";
import type { Application } from "../../model/install/application.ts";
import { type ExportCopy, planExports } from "../../model/install/export.ts";
import { findingsOf } from "../../model/install/package-findings.ts";
import { foldPath } from "../../model/name/portable.ts";
import type { Installed } from "../application/installed.ts";
import { listInstalled } from "../application/place-package.ts";
import type { PlannedPackage } from "./plan-installation.ts";

/** What packages export into an application. */
export interface ExportPlan {
  /** By package. */
  readonly copies: ReadonlyMap<string, readonly ExportCopy[]>;
  readonly findings: readonly Finding[];
}

/**
 * Plans what packages export. No two export the same file: which of them won would depend on what was installed
 * first.
 *
 * @param staying packages that are in place already and stay as they are
 * @throws PakError CONFLICT with both packages
 */
export function planAllExports(
  { isImporting, directories }: Application,
  packages: readonly PlannedPackage[],
  staying: Installed,
): ExportPlan {
  const claim = openClaims();
  for (const [name, { exports }] of staying) for (const to of Object.keys(exports)) claim(to, name);
  const findings: Finding[] = [];
  const copies = new Map<string, readonly ExportCopy[]>();
  for (const { name, manifest, vouched, cached } of isImporting ? packages : []) {
    const paths = listInstalled(cached, manifest).map(({ path }) => path);
    const plan = planExports({ name, manifest, vouched, paths }, directories);
    for (const { to } of plan.copies) claim(to, name);
    copies.set(name, plan.copies);
    findings.push(...findingsOf(name, plan.findings));
  }
  return { copies, findings };
}

/** Tells who may have a file: the first who claims it, unless it is or lies in what another has claimed. */
function openClaims(): (to: string, name: string) => void {
  const files = new Map<string, string>();
  const folders = new Map<string, string>();
  const refuse = (to: string, name: string, owner: string) => {
    throw new PakError("CONFLICT", `${owner} and ${name} both export ${to}`, {
      fix: `say in pak.json what one of them exports: { "override": { "${name}": { "export": … } } }`,
    });
  };
  return (to, name) => {
    // Some disks take names for one that differ in case or composition alone.
    const key = foldPath(to);
    const parts = key.split("/");
    const parents = parts.slice(1).map((_, at) => parts.slice(0, at + 1).join("/"));
    const owner = files.get(key) ?? folders.get(key) ?? parents.map(path => files.get(path)).find(Boolean);
    if (owner !== undefined && (owner !== name || !files.has(key))) refuse(to, name, owner);
    files.set(key, name);
    for (const path of parents) if (!folders.has(path)) folders.set(path, name);
  };
}
