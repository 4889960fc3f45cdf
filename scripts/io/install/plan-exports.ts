import { PakError } from "../../errors.ts";
import type { Finding } from "../../model/finding.ts";
import type { Application } from "../../model/install/application.ts";
import { type ExportCopy, planExports } from "../../model/install/export.ts";
import { findingsOf } from "../../model/install/package-findings.ts";
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
  const owners = new Map<string, string>();
  const claim = (to: string, name: string) => {
    // Some disks take names for one that differ in upper and lower case alone.
    const key = to.toUpperCase();
    const owner = owners.get(key) ?? name;
    if (owner !== name) {
      throw new PakError("CONFLICT", `${owner} and ${name} both export ${to}`, {
        fix: `say in pak.json what one of them exports: { "override": { "${name}": { "export": … } } }`,
      });
    }
    owners.set(key, name);
  };
  for (const [name, { exports }] of staying) for (const to of Object.keys(exports)) claim(to, name);
  const findings: Finding[] = [];
  const copies = new Map<string, readonly ExportCopy[]>();
  for (const { name, manifest, cached } of isImporting ? packages : []) {
    const paths = listInstalled(cached, manifest).map(({ path }) => path);
    const plan = planExports([{ name, manifest, paths }], directories);
    for (const { to } of plan.copies) claim(to, name);
    copies.set(name, plan.copies);
    findings.push(...findingsOf(name, plan.findings));
  }
  return { copies, findings };
}
