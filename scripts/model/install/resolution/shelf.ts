import type { Release } from "../../release/release.ts";
import { isPackageName } from "../package-word.ts";
import type { KnownPackage, Request, ResolveOrder } from "../resolve.ts";
import type { Asker } from "./asker.ts";
import { isYoung, type LeastAge } from "./least-age.ts";
import { isForPrerelease, isWanted, orderReleases, parseWanted, type Wanted } from "./wanted.ts";

/** Somebody asks for a package. */
export interface Demand {
  /** Who asks: one object for all demands of a release. */
  readonly by: Asker;
  /** The name as it was asked for, maybe an alias. */
  readonly asked: string;
  readonly wanted: Wanted;
}

/** What a release needs, by name. */
export interface Needs {
  readonly required: readonly Demand[];
  readonly optional: readonly Demand[];
}

/** One package and its releases, as the search asks for them again and again. */
export class Shelf {
  readonly name: string;
  readonly leastAge: LeastAge | undefined;
  readonly #known: KnownPackage;
  readonly #locked: string | undefined;
  readonly #parse: (text: string) => Wanted;
  /** Too young to be chosen. */
  readonly #young: ReadonlySet<Release>;
  readonly #orders: (readonly Release[] | undefined)[] = [];
  readonly #answers = new Map<Wanted, Map<Release, boolean>>();
  readonly #needs = new Map<Release, Needs>();

  constructor(
    known: KnownPackage,
    locked: string | undefined,
    parse: (text: string) => Wanted,
    leastAge?: LeastAge,
  ) {
    this.name = known.name;
    this.#known = known;
    this.#locked = locked;
    this.#parse = parse;
    this.leastAge = leastAge;
    this.#young = new Set(
      leastAge === undefined
        ? []
        : known.releases.filter(
            release => release.version !== leastAge.spared.get(known.name) && isYoung(release, leastAge),
          ),
    );
  }

  /** Whether a release is too young for anybody but an application that names exactly it. */
  isYoung(release: Release): boolean {
    return this.#young.has(release);
  }

  /** All releases in the order in which they are tried: the locked one first, then as `orderReleases` has it. */
  inOrder(demands: readonly Demand[]): readonly Release[] {
    const isFlat = demands.some(({ wanted }) => isForPrerelease(wanted));
    return (this.#orders[Number(isFlat)] ??= this.#lockedFirst(orderReleases(this.#known.releases, isFlat)));
  }

  #lockedFirst(releases: readonly Release[]): readonly Release[] {
    const locked = releases.find(({ version }) => version === this.#locked);
    return locked === undefined ? releases : [locked, ...releases.filter(release => release !== locked)];
  }

  /** The best release for everybody who asks. */
  findBest(demands: readonly Demand[]): Release | undefined {
    return this.inOrder(demands).find(release => this.findRefuser(release, demands) === undefined);
  }

  /**
   * The first who does not accept a release. One that was yanked is accepted by who names exactly it; by
   * everybody when the application names it or it is locked. One that is too young is accepted only then: what a
   * package names may be as new as the attack.
   */
  findRefuser(release: Release, demands: readonly Demand[]): Demand | undefined {
    const isWithheld = release.yanked !== undefined || this.isYoung(release);
    const isFree =
      !isWithheld ||
      release.version === this.#locked ||
      demands.some(({ by, wanted }) => by === "application" && wanted.exactly === release.version);
    const isMeant = ({ exactly }: Wanted) => exactly === release.version && !this.isYoung(release);
    return demands.find(({ wanted }) => !(isFree || isMeant(wanted)) || !this.#isWanted(wanted, release));
  }

  #isWanted(wanted: Wanted, release: Release): boolean {
    let answers = this.#answers.get(wanted);
    if (answers === undefined) this.#answers.set(wanted, (answers = new Map()));
    let answer = answers.get(release);
    if (answer === undefined) answers.set(release, (answer = isWanted(wanted, release.version)));
    return answer;
  }

  /** What a release needs, sorted by name; `match` is its own version. */
  needsOf(release: Release): Needs {
    let needs = this.#needs.get(release);
    if (needs === undefined) {
      const { dependencies, optionalDependencies } = this.#known.dependenciesOf(release);
      const by = { name: this.name, version: release.version };
      needs = {
        required: this.#listDemands(by, dependencies),
        optional: this.#listDemands(by, optionalDependencies),
      };
      this.#needs.set(release, needs);
    }
    return needs;
  }

  #listDemands(by: Exclude<Asker, "application">, expressions: Readonly<Record<string, string>>): Demand[] {
    return Object.entries(expressions)
      .map(([asked, text]) => ({ by, asked, wanted: this.#parse(text === "match" ? by.version : text) }))
      .sort(compareDemands);
  }
}

/** Every package that is known; the names that lead to one package share its shelf. */
export class Shelves {
  readonly #order: Pick<ResolveOrder, "known" | "locked" | "leastAge">;
  readonly #shelves = new Map<string, Shelf>();
  readonly #wanted = new Map<string | undefined, Wanted>();

  constructor(order: Pick<ResolveOrder, "known" | "locked" | "leastAge">) {
    this.#order = order;
  }

  /** The package of a name; `unknown` when somebody has to look, `nowhere` when there is none. */
  find(asked: string): Shelf | "unknown" | "nowhere" {
    const { known, locked, leastAge } = this.#order;
    const found = known.get(asked);
    if (found === undefined) return known.has(asked) || !isPackageName(asked) ? "nowhere" : "unknown";
    let shelf = this.#shelves.get(found.name);
    if (shelf === undefined) {
      shelf = new Shelf(found, locked.get(found.name), text => this.#parse(text), leastAge);
      this.#shelves.set(found.name, shelf);
    }
    return shelf;
  }

  /** What the application asks for, sorted by name. */
  listDemands(requests: readonly Request[]): Demand[] {
    return requests
      .map(({ name, expression }) => {
        return { by: "application" as const, asked: name, wanted: this.#parse(expression) };
      })
      .sort(compareDemands);
  }

  #parse(text: string | undefined): Wanted {
    let wanted = this.#wanted.get(text);
    if (wanted === undefined) this.#wanted.set(text, (wanted = parseWanted(text)));
    return wanted;
  }
}

function compareDemands(a: Demand, b: Demand): number {
  return compareTexts(a.asked, b.asked) || compareTexts(a.wanted.text ?? "", b.wanted.text ?? "");
}

/** Orders texts by their UTF-16 units, in every locale alike. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
