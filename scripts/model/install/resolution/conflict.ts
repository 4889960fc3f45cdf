import type { Release } from "../../release/release.ts";
import { isPackageName } from "../package-word.ts";
import { renderAsker } from "./asker.ts";
import { renderWait } from "./least-age.ts";
import type { Demand, Shelf } from "./shelf.ts";
import { isWanted } from "./wanted.ts";

/** Why not everything can be had that is asked for, and what to do about it. */
export interface Conflict {
  /** NOT_FOUND: a name leads to no package; CONFLICT: no versions fit together. */
  readonly code: "NOT_FOUND" | "CONFLICT";
  readonly message: string;
  readonly fix: string;
}

/** Versions that a fix names; more would hide what it says. */
const MOST_VERSIONS = 5;

/** A name that leads to no package. */
export function explainNowhere({ by, asked }: Demand): Conflict {
  const name = renderName(asked);
  return by === "application"
    ? { code: "NOT_FOUND", message: `there is no package ${name}`, fix: "look for its name with pak search" }
    : {
        code: "NOT_FOUND",
        message: `${renderAsker(by)} depends on ${name}, which is in no catalog`,
        fix: `publish ${name}, ask for another version of ${by.name}, or take the dependency away with an override of ${by.name}`,
      };
}

/** A package that was chosen already, and somebody who wants another version of it. */
export function explainChosen(shelf: Shelf, demand: Demand, chosen: Release): Conflict {
  return {
    code: "CONFLICT",
    message: `${renderDemand(shelf, demand)}, which does not go with ${shelf.name} ${chosen.version}`,
    fix: renderAdvice(shelf, [demand], []),
  };
}

/**
 * Askers for whom, together, a package has no release.
 *
 * @param last who made it so; without it the others had one
 */
export function explainDemands(shelf: Shelf, demands: readonly Demand[], last: Demand): Conflict {
  const releases = shelf.inOrder(demands);
  if (releases.length === 0) {
    return {
      code: "CONFLICT",
      message: `${renderDemand(shelf, last)}, of which no release is recorded`,
      fix: "wait until the catalog has recorded one",
    };
  }
  if (last.wanted.expression === undefined) {
    return {
      code: "CONFLICT",
      message: `${renderDemand(shelf, last)}, which is no version expression of Pak's`,
      fix:
        last.by === "application"
          ? "write one such as 1.2.3, ^1.2.0, ~1.2.0, >=1.2.0 <3.0.0 or *"
          : `ask for another version of ${last.by.name}, or ${renderChange([last.by.name])}`,
    };
  }
  const culprits = listCulprits(shelf, demands);
  // What would do, were it not withheld.
  const withheld = releases.filter(({ version }) =>
    culprits.every(({ wanted }) => isWanted(wanted, version)),
  );
  return {
    code: "CONFLICT",
    message: `${culprits.map(demand => renderDemand(shelf, demand)).join(", ")}: ${renderResult(shelf, culprits, withheld)}`,
    fix: renderAdvice(shelf, culprits, withheld),
  };
}

/** As few askers as can't agree, packages before the application. */
function listCulprits(shelf: Shelf, demands: readonly Demand[]): readonly Demand[] {
  // From the end, so that the application, which asks first and can change its mind, rather stays.
  const culprits = demands.reduceRight<readonly Demand[]>((left, demand) => {
    const others = left.filter(other => other !== demand);
    return others.length > 0 && shelf.findBest(others) === undefined ? others : left;
  }, demands);
  const isLast = ({ by }: Demand) => Number(by === "application");
  return culprits.toSorted((a, b) => isLast(a) - isLast(b));
}

function renderResult(shelf: Shelf, culprits: readonly Demand[], withheld: readonly Release[]): string {
  const everybody = ["", " both"][culprits.length - 1] ?? " all";
  if (withheld.length === 0) {
    return culprits.length === 1 ? "there is no such version" : `no version satisfies${everybody}`;
  }
  const { leastAge } = shelf;
  const why = (release: Release) =>
    leastAge !== undefined && shelf.isYoung(release) ? renderWait(release, leastAge) : release.yanked;
  const named = withheld.slice(0, MOST_VERSIONS).map(release => `${release.version} (${why(release)})`);
  return `only ${renderKind(shelf, withheld)} versions satisfy${everybody || " that"}: ${named.join(", ")}`;
}

/** Why versions are withheld, in a word. */
function renderKind(shelf: Shelf, withheld: readonly Release[]): string {
  if (withheld.every(release => shelf.isYoung(release))) return "too young";
  return withheld.some(release => shelf.isYoung(release)) ? "yanked or too young" : "yanked";
}

/**
 * The versions that there are, and what each asker can do.
 *
 * @param withheld what would do, had it not been withdrawn, or were it older
 */
function renderAdvice(shelf: Shelf, demands: readonly Demand[], withheld: readonly Release[]): string {
  const all = shelf.inOrder([]);
  const versions = all.filter(release => release.yanked === undefined && !shelf.isYoung(release));
  const rest = versions.length - MOST_VERSIONS;
  const listed = versions.slice(0, MOST_VERSIONS).map(({ version }) => version);
  const has = `${listed.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
  const request = ["wait for another", "ask for that"][versions.length] ?? "ask for one of these";
  const dependents = new Set(demands.flatMap(({ by }) => (by === "application" ? [] : by.name)));
  const ways = [
    ...(demands.some(({ by }) => by === "application") ? [request] : []),
    ...(dependents.size > 0 ? [renderChange([...dependents])] : []),
    ...withheld
      .slice(0, 1)
      .map(
        ({ version }) => `name exactly ${version} in the application's dependencies to have it all the same`,
      ),
  ];
  return `${shelf.name} has ${has || `only ${renderKind(shelf, all)} versions`}; ${ways.join(", or ")}`;
}

function renderChange(dependents: readonly string[]): string {
  return `change what ${dependents.join(" or ")} asks for with an override`;
}

function renderDemand({ name }: Shelf, { by, asked, wanted }: Demand): string {
  const called = asked === name ? name : `${renderName(asked)} (${name})`;
  const asker = renderAsker(by);
  if (wanted.text === undefined) return `${asker} asks for ${called}`;
  return `${asker} asks for ${called} ${wanted.expression === undefined ? renderQuoted(wanted.text) : wanted.text}`;
}

function renderName(name: string): string {
  return isPackageName(name) ? name : renderQuoted(name);
}

/** What somebody else wrote and nobody has checked. */
function renderQuoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

/** What is left to say when the search has used up its steps. */
export function explainExhausted(steps: number, first: Conflict | undefined): Conflict {
  return {
    code: "CONFLICT",
    message: `no versions that fit together were found in ${steps} steps${first ? `; the first conflict: ${first.message}` : ""}`,
    fix: "ask for exact versions in the application's dependencies, so that there is less to try",
  };
}
