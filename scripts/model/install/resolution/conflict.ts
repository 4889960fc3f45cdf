import type { Release } from "../../release/release.ts";
import { isWanted } from "../choose-release.ts";
import { isPackageName } from "../package-word.ts";
import { APPLICATION, type Demand, type Shelf } from "./shelf.ts";

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
export function explainNowhere({ by, asker, asked }: Demand): Conflict {
  const name = renderName(asked);
  return by === undefined
    ? { code: "NOT_FOUND", message: `there is no package ${name}`, fix: "look for its name with pak search" }
    : {
        code: "NOT_FOUND",
        message: `${asker} depends on ${name}, which is in no catalog`,
        fix: `publish ${name}, ask for another version of ${by}, or take the dependency away with an override of ${by}`,
      };
}

/** A package that was chosen already, and somebody who wants another version of it. */
export function explainChosen(shelf: Shelf, demand: Demand, chosen: Release): Conflict {
  return {
    code: "CONFLICT",
    message: `${renderDemand(shelf, demand)}, which does not go with ${shelf.name} ${chosen.version}`,
    fix: renderAdvice(shelf, [demand]),
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
        last.by === undefined
          ? "write one such as 1.2.3, ^1.2.0, ~1.2.0, >=1.2.0 <3.0.0 or *"
          : `ask for another version of ${last.by}, or correct the dependency with an override of ${last.by}`,
    };
  }
  const culprits = listCulprits(shelf, demands);
  const yanked = releases.filter(({ version }) => culprits.every(({ wanted }) => isWanted(wanted, version)));
  const advice = renderAdvice(shelf, culprits);
  return {
    code: "CONFLICT",
    message: `${culprits.map(demand => renderDemand(shelf, demand)).join(", ")}: ${renderResult(culprits, yanked)}`,
    fix:
      yanked.length === 0
        ? advice
        : `${advice}, or name exactly ${yanked[0]!.version} in ${APPLICATION}'s dependencies to have it all the same`,
  };
}

/** As few askers as can't agree, packages before the application. */
function listCulprits(shelf: Shelf, demands: readonly Demand[]): readonly Demand[] {
  // From the end, so that the application, which asks first and can change its mind, rather stays.
  const culprits = demands.reduceRight<readonly Demand[]>((left, demand) => {
    const others = left.filter(other => other !== demand);
    return others.length > 0 && shelf.findBest(others) === undefined ? others : left;
  }, demands);
  return culprits.toSorted((a, b) => Number(a.by === undefined) - Number(b.by === undefined));
}

function renderResult(culprits: readonly Demand[], yanked: readonly Release[]): string {
  const everybody = ["", " both"][culprits.length - 1] ?? " all";
  if (yanked.length > 0) {
    const named = yanked.slice(0, MOST_VERSIONS).map(release => `${release.version} (${release.yanked})`);
    return `only yanked versions satisfy${everybody || " that"}: ${named.join(", ")}`;
  }
  return culprits.length === 1 ? "there is no such version" : `no version satisfies${everybody}`;
}

function renderAdvice(shelf: Shelf, demands: readonly Demand[]): string {
  const names = new Set(demands.map(({ by }) => by ?? shelf.name));
  const versions = shelf.inOrder([]).filter(({ yanked }) => yanked === undefined);
  const rest = versions.length - MOST_VERSIONS;
  const listed = versions.slice(0, MOST_VERSIONS).map(({ version }) => version);
  const has = `${listed.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
  return `there is ${shelf.name} ${has || "in yanked versions only"}; ask for another version of ${[...names].join(" or ")}`;
}

function renderDemand({ name }: Shelf, { asker, asked, wanted }: Demand): string {
  const called = asked === name ? name : `${renderName(asked)} (${name})`;
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
    message: `no versions that fit together were found in ${steps} steps${first ? `; the first that did not: ${first.message}` : ""}`,
    fix: `ask for exact versions in ${APPLICATION}'s dependencies, so that there is less to try`,
  };
}
