import type { Release } from "../../release/release.ts";
import {
  type Conflict,
  explainChosen,
  explainDemands,
  explainExhausted,
  explainNowhere,
} from "./conflict.ts";
import type { Demand, Needs, Shelf, Shelves } from "./shelf.ts";

/** Releases that are tried at most, all in all; what a person meant is found in far fewer. */
export const MOST_STEPS = 20_000;

/** Packages whose choices, together, leave no solution: to choose another for any of them may help. */
type Blame = ReadonlySet<string>;

/** Stops the search: no other choice would help. */
const NOBODY: Blame = new Set();

/**
 * A search for one release of each package that is asked for, such that everybody who asks accepts it. It goes
 * depth first, the best releases first, and after a dead end returns to the latest choice that is to blame for
 * it (conflict-directed backjumping; P. Prosser, Hybrid Algorithms for the Constraint Satisfaction Problem, 1993).
 * So it finds a solution whenever there is one, if its steps suffice. Only a name that does not exist ends it.
 */
export class Search {
  /** Who asks for a package, by its name. */
  readonly demands = new Map<string, Demand[]>();
  readonly chosen = new Map<string, Release>();
  /** Names that have to be looked up before the search can go on. */
  readonly missing = new Set<string>();
  readonly #shelves: Shelves;
  readonly #mostSteps: number;
  #steps = 0;
  #rank: ReadonlyMap<string, number> = new Map();
  #first: Conflict | undefined;

  constructor(shelves: Shelves, mostSteps: number = MOST_STEPS) {
    this.#shelves = shelves;
    this.#mostSteps = mostSteps;
  }

  /**
   * Adds demands and chooses all that they need, without changing what is chosen already. Where that fails,
   * everything is as before; gives the first conflict that was met, with the best releases. When `missing` has
   * names afterwards, nothing is decided.
   *
   * @param rank by package, when its turn comes; those without come last
   */
  add(demands: readonly Demand[], rank: ReadonlyMap<string, number>): Conflict | undefined {
    this.#rank = rank;
    this.#first = undefined;
    if (this.#ask(demands) !== undefined) return this.#first;
    if (this.missing.size === 0 && this.#decide() === undefined) return undefined;
    this.#withdraw(demands);
    if (this.missing.size > 0) return undefined;
    return this.#steps >= this.#mostSteps ? explainExhausted(this.#mostSteps, this.#first) : this.#first;
  }

  /** What the chosen release of a package needs. */
  needsOf(name: string): Needs {
    return this.#shelfOf(name).needsOf(this.chosen.get(name)!);
  }

  /** Chooses a release of every package that still needs one; gives the blame when there are none. */
  #decide(): Blame | undefined {
    const name = this.#findNext();
    if (name === undefined) return undefined;
    const shelf = this.#shelfOf(name);
    const demands = this.demands.get(name)!;
    const blame = new Set(listAskers(demands.slice(0, 1)));
    for (const release of shelf.inOrder(demands)) {
      const refuser = shelf.findRefuser(release, demands);
      if (refuser !== undefined) {
        addAll(blame, listAskers([refuser]));
        continue;
      }
      if (this.#steps >= this.#mostSteps) return NOBODY;
      this.#steps++;
      const failed = this.#try(shelf, release);
      if (failed === undefined || !failed.has(name)) return failed;
      addAll(blame, failed);
      blame.delete(name);
    }
    return blame;
  }

  #try(shelf: Shelf, release: Release): Blame | undefined {
    const { required } = shelf.needsOf(release);
    this.chosen.set(shelf.name, release);
    let failed = this.#ask(required);
    if (failed === undefined) {
      failed = this.missing.size > 0 ? NOBODY : this.#decide();
      if (failed === undefined) return undefined;
      this.#withdraw(required);
    }
    this.chosen.delete(shelf.name);
    return failed;
  }

  #findNext(): string | undefined {
    let next: string | undefined;
    let best = Number.POSITIVE_INFINITY;
    for (const name of this.demands.keys()) {
      if (this.chosen.has(name)) continue;
      const rank = this.#rank.get(name) ?? Number.MAX_SAFE_INTEGER;
      if (rank < best) [next, best] = [name, rank];
    }
    return next;
  }

  /** Adds what one asker asks for; takes it back and gives the blame when it can't be had. */
  #ask(demands: readonly Demand[]): Blame | undefined {
    const asked: Demand[] = [];
    const unknown: string[] = [];
    let failed: Blame | undefined;
    for (const demand of demands) {
      const shelf = this.#shelves.find(demand.asked);
      if (shelf === "unknown") unknown.push(demand.asked);
      else if (shelf === "nowhere") {
        this.#first = explainNowhere(demand);
        // An older release that does not need it may be years old: that is for people to choose.
        failed ??= NOBODY;
      } else {
        asked.push(demand);
        const others = this.demands.get(shelf.name);
        if (others === undefined) this.demands.set(shelf.name, [demand]);
        else others.push(demand);
      }
    }
    for (const demand of asked) failed ??= this.#findClash(demand);
    if (failed !== undefined) this.#withdraw(asked);
    else for (const name of unknown) this.missing.add(name);
    return failed;
  }

  #findClash(demand: Demand): Blame | undefined {
    const shelf = this.#shelves.find(demand.asked) as Shelf;
    const demands = this.demands.get(shelf.name)!;
    const chosen = this.chosen.get(shelf.name);
    if (chosen !== undefined && shelf.findRefuser(chosen, demands) === undefined) return undefined;
    const best = shelf.findBest(demands);
    if (chosen !== undefined) {
      this.#first ??=
        best === undefined ? explainDemands(shelf, demands, demand) : explainChosen(shelf, demand, chosen);
      return new Set([...listAskers([demand]), shelf.name]);
    }
    if (best !== undefined) return undefined;
    this.#first ??= explainDemands(shelf, demands, demand);
    const refusers = shelf.inOrder(demands).map(release => shelf.findRefuser(release, demands)!);
    return new Set(listAskers([demand, ...refusers]));
  }

  #withdraw(demands: readonly Demand[]): void {
    for (const { asked } of demands) {
      const shelf = this.#shelves.find(asked);
      if (typeof shelf === "string") continue;
      const left = this.demands.get(shelf.name)!;
      left.pop();
      if (left.length === 0) this.demands.delete(shelf.name);
    }
  }

  #shelfOf(name: string): Shelf {
    return this.#shelves.find(this.demands.get(name)![0]!.asked) as Shelf;
  }
}

/** Packages among who asks; the application makes no choice that could be another. */
function listAskers(demands: readonly Demand[]): string[] {
  return demands.flatMap(({ by }) => (by === "application" ? [] : by.name));
}

function addAll(set: Set<string>, more: Iterable<string>): void {
  for (const item of more) set.add(item);
}
