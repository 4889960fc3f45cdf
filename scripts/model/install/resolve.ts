import type { Release } from "../release/release.ts";
import { type Asker, renderAsker } from "./resolution/asker.ts";
import type { Conflict } from "./resolution/conflict.ts";
import type { LeastAge } from "./resolution/least-age.ts";
import { planOutlook } from "./resolution/outlook.ts";
import { Search } from "./resolution/search.ts";
import { compareTexts, Shelves } from "./resolution/shelf.ts";

/** What a name is, as far as it is known. */
export interface KnownPackage {
  /** Aliases followed. */
  readonly name: string;
  /** In any order. */
  readonly releases: readonly Release[];
  /** Name to version expression, or `match` for the release's own version; all layers blended. */
  dependenciesOf(release: Release): {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };
}

/** What the application asks for. */
export interface Request {
  /** As asked, maybe an alias. */
  readonly name: string;
  /** Absent: no version was asked for. */
  readonly expression: string | undefined;
  readonly isOptional: boolean;
}

/** All that a resolution depends on. */
export interface ResolveOrder {
  readonly requests: readonly Request[];
  /** By asked name; `undefined` for what is proved not to exist. Names that are absent are looked up first. */
  readonly known: ReadonlyMap<string, KnownPackage | undefined>;
  /** By package, the version to prefer wherever it is accepted, even when it was yanked. */
  readonly locked: ReadonlyMap<string, string>;
  /** Whether optional dependencies of packages are followed; those of the application always are. */
  readonly withOptional: boolean;
  /** Younger releases are left out, save locked ones and those that the application names exactly. */
  readonly leastAge?: LeastAge | undefined;
}

/** One package of a resolution. */
export interface ResolvedPackage {
  /** Aliases followed. */
  readonly name: string;
  /** What was chosen; its digest (`integrity`, or `commit` and `tree`) proves the files, wherever they come from. */
  readonly release: Release;
  /**
   * What it depends on, name to version expression; names as they are in the resolution, aliases followed.
   * Optional ones as far as they are there.
   */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Who asks for it, each once: `"application"` for what was asked from outside, or a package of the resolution. */
  readonly askedBy: readonly Asker[];
}

/** Something optional that can't be had. */
export interface LeftOut {
  /** As asked. */
  readonly name: string;
  /** `the application` or `bootstrap 5.3.8`. */
  readonly by: string;
  readonly why: string;
}

export type Resolution =
  /** Look these names up, then ask again. */
  | { readonly kind: "missing"; readonly names: readonly string[] }
  /** By package, sorted. */
  | {
      readonly kind: "resolved";
      readonly chosen: ReadonlyMap<string, ResolvedPackage>;
      readonly leftOut: readonly LeftOut[];
    }
  | ({ readonly kind: "conflict" } & Conflict);

/**
 * Chooses one release of every package that is needed, such that everybody who asks for it accepts it.
 *
 * Newer releases are preferred, locked ones most. What is required is chosen first; then each optional package
 * is added if it can be, without changing what was chosen. The result depends on nothing but what the order
 * says, not on how anything in it is sorted. While names are missing, as many as can be foreseen are given, so
 * that there are about as many rounds as the tree of dependencies is deep. A conflict is the first that was
 * met, with the most preferred releases; an older release of an asker that fits is taken before giving up.
 */
export function resolve(order: ResolveOrder): Resolution {
  const shelves = new Shelves(order);
  const required = shelves.listDemands(order.requests.filter(({ isOptional }) => !isOptional));
  const optional = shelves.listDemands(order.requests.filter(({ isOptional }) => isOptional));
  const needed = planOutlook(shelves, required, { withOptional: false });
  const wished = planOutlook(shelves, [...required, ...optional], order);
  const search = new Search(shelves);
  const conflict = search.add(required, needed.rank);
  if (conflict !== undefined) return { kind: "conflict", ...conflict };
  const unknown = new Set([...needed.unknown, ...wished.unknown, ...search.missing]);
  if (unknown.size > 0) return listMissing(unknown);

  const listOptional = (from: number) =>
    order.withOptional
      ? [...search.chosen.keys()].slice(from).flatMap(name => search.needsOf(name).optional)
      : [];
  const leftOut: LeftOut[] = [];
  const queue = [...optional, ...listOptional(0)];
  for (const demand of queue) {
    const before = search.chosen.size;
    const failure = search.add([demand], wished.rank);
    if (search.missing.size > 0) return listMissing(search.missing);
    if (failure === undefined) queue.push(...listOptional(before));
    else leftOut.push({ name: demand.asked, by: renderAsker(demand.by), why: failure.message });
  }
  return { kind: "resolved", chosen: listChoices(search), leftOut };
}

function listMissing(names: ReadonlySet<string>): Resolution {
  return { kind: "missing", names: [...names].sort(compareTexts) };
}

function listChoices(search: Search): Map<string, ResolvedPackage> {
  const names = [...search.chosen.keys()].sort(compareTexts);
  const needs = Map.groupBy(
    names.flatMap(name => search.demands.get(name)!.map(demand => ({ name, demand }))),
    ({ demand }) => (demand.by === "application" ? undefined : demand.by.name),
  );
  return new Map(
    names.map(name => [
      name,
      {
        name,
        release: search.chosen.get(name)!,
        dependencies: Object.fromEntries(
          (needs.get(name) ?? []).map(need => [need.name, need.demand.wanted.text!]),
        ),
        askedBy: [...new Set(search.demands.get(name)!.map(({ by }) => by))],
      },
    ]),
  );
}
