import { type Endpoint, parseEndpoint } from "../../model/entry/endpoint.ts";
import type { Finding } from "../../model/finding.ts";
import { withoutAbsent } from "../../model/json.ts";
import { findTagPattern } from "../../model/override/choose.ts";
import type { Release, Releases } from "../../model/release/release.ts";
import { renderInstant } from "../../model/text/instant.ts";
import type { Health } from "../../model/upstream/health.ts";
import { inspectPackage } from "../catalog/inspect.ts";
import { listEntries } from "../catalog/package-files.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import { openFiles, openWorkTree } from "../catalog/source.ts";

interface SubjectOf<Kind extends Endpoint["kind"]> {
  readonly name: string;
  readonly endpoint: Extract<Endpoint, { kind: Kind }>;
  readonly recorded: readonly Release[];
  /** Who the repository was when it was recorded. */
  readonly repository?: NonNullable<Releases["repository"]>;
  /** The override's pattern of tags. */
  readonly pattern?: string;
  readonly health?: Health;
}

/** One that npm's registry has. */
export type NpmSubject = SubjectOf<"npm">;
/** One that a git server has. */
export type GitSubject = SubjectOf<"git">;

/** One package whose upstream is to be asked. */
export type Subject = NpmSubject | GitSubject;

/** What a refresh is about to do. */
export interface Plan {
  /** Those that were not asked for longest come first, so that whoever stops early has asked all of them some day. */
  readonly subjects: readonly Subject[];
  /** Names left out because they have no upstream of their own: aliases and retracted entries. */
  readonly others: readonly string[];
  /** Names left out because their upstream failed lately and its next try is later. */
  readonly resting: readonly string[];
  /** Why an entry or its releases file could not be used; such a package is left alone. */
  readonly findings: readonly Finding[];
}

/** Which packages to ask for. */
export interface PlanOrder {
  readonly root: string;
  readonly rulebook: Rulebook;
  /** Asked whenever their next try is; none means all. */
  readonly names: readonly string[];
  healthOf(name: string): Health | undefined;
  readonly now: Date;
}

/**
 * Reads the catalog and picks the packages to ask for.
 *
 * @throws PakError NOT_FOUND when the catalog has no entry of one of the names
 */
export function readPlan({ root, rulebook, names, healthOf, now }: PlanOrder): Plan {
  const plan = {
    subjects: [] as Subject[],
    others: [] as string[],
    resting: [] as string[],
    findings: [] as Finding[],
  };
  const instant = renderInstant(now);
  for (const files of listEntries(openWorkTree(root).paths, names)) {
    const { name, entry, releases, override, findings } = inspectPackage(files, openFiles(root), rulebook);
    const own = findings.filter(found => found.file !== files.override && found.severity !== "warning");
    plan.findings.push(...own);
    if (own.length > 0 || entry === undefined) continue;
    const endpoint = parseEndpoint(entry.endpoint, rulebook.settings.hosts);
    const health = healthOf(name);
    if (endpoint === undefined || endpoint.kind === "alias" || entry.retracted !== undefined)
      plan.others.push(name);
    else if (names.length === 0 && health?.error !== undefined && health.next > instant)
      plan.resting.push(name);
    else {
      const { repository, releases: recorded = [] } = releases ?? {};
      const pattern = findTagPattern(override, entry.endpoint);
      const subject = { name, endpoint, recorded, ...withoutAbsent({ repository, pattern, health }) };
      // One of the two: TypeScript does not follow the kind through the spread.
      plan.subjects.push(subject as Subject);
    }
  }
  const lookedOf = ({ health }: Subject) => Date.parse(health?.looked ?? "") || 0;
  plan.subjects.sort((a, b) => lookedOf(a) - lookedOf(b));
  return plan;
}
