import { type Finding, finding } from "../finding.ts";
import { checkName } from "./name.ts";
import { isWithin, skeletonOf, withoutSeparators } from "./similarity.ts";

/** The names that a new one may not take or resemble; made once, asked often. */
export interface Claims {
  readonly existing: ReadonlySet<string>;
  readonly retired: ReadonlySet<string>;
  /** Separator-free form to the name that has it. */
  readonly twins: ReadonlyMap<string, string>;
  /** Skeleton to the name that has it. */
  readonly skeletons: ReadonlyMap<string, string>;
}

/** Who asks, and what a maintainer has said. */
export interface ClaimContext {
  /** First words that only maintainers may use (`package.json` → `pak.reserved`). */
  readonly reserved: readonly string[];
  readonly isMaintainer?: boolean;
  /** `similarity-reviewed` lets a name pass that is only similar. */
  readonly labels?: readonly string[];
}

/** The label by which a maintainer lets a similar name pass. */
export const SIMILARITY_LABEL = "similarity-reviewed";

/** Indexes the names of a catalog: live ones, and those that were retracted. */
export function makeClaims(existing: Iterable<string>, retired: Iterable<string>): Claims {
  const claims = {
    existing: new Set(existing),
    retired: new Set(retired),
    twins: new Map<string, string>(),
    skeletons: new Map<string, string>(),
  };
  for (const name of [...claims.existing, ...claims.retired]) {
    claims.twins.set(withoutSeparators(name), name);
    claims.skeletons.set(skeletonOf(name), name);
  }
  return claims;
}

/** Checks that a new name is well formed, free, and not to be taken for another (design, section 4). */
export function checkClaim(name: unknown, claims: Claims, context: ClaimContext): Finding[] {
  const findings = checkName(name);
  if (findings.length > 0 || typeof name !== "string") return findings;
  const taken = checkTaken(name, claims);
  if (taken.length > 0) return taken;
  return [...checkReservedWord(name, context), ...checkResemblance(name, claims, context)];
}

function checkTaken(name: string, { existing, retired }: Claims): Finding[] {
  const fix = "choose another name";
  if (retired.has(name))
    return [finding("NAME_RETIRED", `${name} was retracted and is never issued again`, { fix })];
  if (existing.has(name)) return [finding("NAME_TAKEN", `${name} is taken`, { fix })];
  return [];
}

function checkReservedWord(name: string, { reserved, isMaintainer }: ClaimContext): Finding[] {
  const [word = ""] = name.split(/[._-]/);
  if (isMaintainer || !reserved.includes(word)) return [];
  return [
    finding("NAME_PREFIX_RESERVED", `names that begin with the word ${word} are the maintainers'`, {
      fix: "choose another name, or ask a maintainer to publish it",
    }),
  ];
}

function checkResemblance(name: string, claims: Claims, context: ClaimContext): Finding[] {
  const twin = claims.twins.get(withoutSeparators(name));
  if (twin !== undefined) {
    return [resembles("NAME_SEPARATOR_COLLISION", name, twin, "differs only in separators from")];
  }
  const alike = claims.skeletons.get(skeletonOf(name));
  if (alike !== undefined) return [resembles("NAME_CONFUSABLE", name, alike, "looks like")];
  if (context.isMaintainer || context.labels?.includes(SIMILARITY_LABEL)) return [];
  const similar = findSimilar(name, claims.existing) ?? findSimilar(name, claims.retired);
  if (similar === undefined) return [];
  return [
    {
      ...resembles("NAME_TOO_SIMILAR", name, similar, "can be mistyped for"),
      severity: "held",
      fix: `choose another name, or wait for a maintainer to add the label ${SIMILARITY_LABEL}`,
    },
  ];
}

/** Edit distance 1, or 2 between names of eight characters and more. */
function findSimilar(name: string, names: ReadonlySet<string>): string | undefined {
  for (const other of names) {
    const most = Math.min(name.length, other.length) >= 8 ? 2 : 1;
    if (Math.min(name.length, other.length) > 2 && isWithin(name, other, most)) return other;
  }
  return undefined;
}

function resembles(code: string, name: string, other: string, how: string): Finding {
  return finding(code, `${name} ${how} ${other}`, { fix: "choose another name" });
}
