import { PakError } from "../../errors.ts";
import {
  knowLocated,
  knowLocked,
  type Located,
  makeSelection,
  type PersonalLayers,
} from "../../model/install/known.ts";
import { type Lock, MOST_PACKAGES } from "../../model/install/lock.ts";
import { isRegistry } from "../../model/install/package-word.ts";
import type { LeastAge } from "../../model/install/resolution/least-age.ts";
import {
  type KnownPackage,
  type Request,
  type Resolution,
  type ResolvedPackage,
  resolve,
} from "../../model/install/resolve.ts";
import type { Selection } from "../../model/install/selection.ts";

/** Finds a package by the name that somebody used for it; `undefined` when every catalog says there is none. */
export type Locate = (asked: string) => Promise<Located | undefined>;

/** What is wanted, and what is known before any catalog is asked. */
export interface ResolveRequests {
  readonly requests: readonly Request[];
  readonly locate: Locate;
  readonly lock: Lock;
  /** Names whose locked version plays no part. */
  readonly refreshed: ReadonlySet<string> | "all";
  readonly personal: PersonalLayers;
  /** Whether packages' optional dependencies are wanted too. */
  readonly withOptional: boolean;
  /** How old what is chosen has to be; what the lock file has may stay. */
  readonly leastAge?: Omit<LeastAge, "spared"> | undefined;
}

/** One version of each package that is needed. */
export interface Resolved {
  readonly choices: ReadonlyMap<string, ResolvedPackage>;
  readonly selections: ReadonlyMap<string, Selection>;
  readonly aliases: ReadonlyMap<string, string>;
  /** What catalogs were asked for, by the name that was used; none when the lock file said it all. */
  readonly located: ReadonlyMap<string, Located>;
  readonly leftOut: Extract<Resolution, { kind: "resolved" }>["leftOut"];
  /** Optional packages among them that no catalog has. */
  readonly absent: ReadonlySet<string>;
}

/**
 * Chooses versions from the lock file as far as it holds, and asks catalogs for the rest: packages together, level
 * by level of the tree.
 *
 * @throws PakError NOT_FOUND or CONFLICT when nothing fits, RETRACTED, LOCK_DIGEST when a catalog gives a locked
 *   version another digest, and as `locate` does
 */
export async function resolveRequests(order: ResolveRequests): Promise<Resolved> {
  const { lock, refreshed, personal } = order;
  const isKept = (name: string) => refreshed !== "all" && !refreshed.has(name);
  const kept = new Map([...lock.packages].filter(([name]) => isKept(name)));
  const listVersions = (packages: Lock["packages"]) =>
    new Map([...packages].map(([name, { version }]) => [name, version]));
  const versions = listVersions(kept);
  const leastAge = order.leastAge && { ...order.leastAge, spared: listVersions(lock.packages) };
  let locked = listLocked(kept, lock, personal, refreshed);
  const located = new Map<string, Located>();
  const found = new Map<string, KnownPackage | undefined>();
  for (;;) {
    const known = new Map([...locked, ...found]);
    const { requests, withOptional } = order;
    const resolution = resolve({ requests, known, locked: versions, withOptional, leastAge });
    if (kept.size + located.size > MOST_PACKAGES) {
      throw new PakError("CONFLICT", `more than ${MOST_PACKAGES} packages are needed`, {
        fix: "look what asks for them: one of these packages may need itself under ever other names",
      });
    }
    if (resolution.kind === "missing") {
      for (const [asked, package_] of await locateAll(resolution.names, order.locate)) {
        if (package_ !== undefined) located.set(asked, package_);
        found.set(asked, package_ && knowLocated(package_, personal));
      }
      requireOneSource(located);
      // Who asked for it before may mean the other catalog's: that is asked anew.
      if (hasOtherSource(located, kept)) locked = new Map();
    } else if (resolution.kind === "resolved") {
      const absent = resolution.leftOut.flatMap(({ name }) => (known.get(name) === undefined ? [name] : []));
      return { ...settle(resolution, located, kept, lock), absent: new Set(absent) };
    } else if (locked.size > 0) {
      // The lock file knows one version of each, or that there was none; the catalogs may have one that fits.
      locked = new Map();
    } else {
      throw new PakError(resolution.code, resolution.message, { fix: resolution.fix });
    }
  }
}

/** What the lock file has and knows to be nowhere, under every name by which it may be asked for. */
function listLocked(
  kept: ReadonlyMap<string, Selection>,
  { aliases, absent }: Lock,
  personal: PersonalLayers,
  refreshed: ResolveRequests["refreshed"],
): ReadonlyMap<string, KnownPackage | undefined> {
  const known = new Map<string, KnownPackage | undefined>();
  if (refreshed !== "all") for (const name of absent) known.set(name, undefined);
  for (const selection of kept.values()) {
    const package_ = knowLocked(selection, personal);
    for (const spelling of listSpellings(selection)) known.set(spelling, package_);
  }
  for (const [alias, name] of aliases) {
    const selection = kept.get(name);
    if (selection !== undefined) known.set(alias, known.get(listSpellings(selection)[0]!));
  }
  return known;
}

/** The names that mean a package whatever the settings are; any other that led to it is kept as an alias. */
function listSpellings({ name, catalog }: Pick<Selection, "name" | "catalog">): string[] {
  return isRegistry(catalog) ? [`${catalog}:${name}`] : [name, `pak:${name}`];
}

function locateAll(names: readonly string[], locate: Locate) {
  return Promise.all(names.map(async name => [name, await locate(name)] as const));
}

/** One folder has one package: two catalogs can't both fill it. */
function requireOneSource(located: ReadonlyMap<string, Located>): void {
  const catalogs = new Map<string, string>();
  for (const [asked, { name, catalog }] of located) {
    const other = catalogs.get(name) ?? catalog;
    if (other !== catalog) {
      throw new PakError("CONFLICT", `${name} is asked for from ${other} and, as ${asked}, from ${catalog}`, {
        fix: "ask for it from one catalog only",
      });
    }
    catalogs.set(name, catalog);
  }
}

function hasOtherSource(
  located: ReadonlyMap<string, Located>,
  kept: ReadonlyMap<string, Selection>,
): boolean {
  return [...located.values()].some(
    ({ name, catalog }) => kept.has(name) && kept.get(name)!.catalog !== catalog,
  );
}

function settle(
  { chosen, leftOut }: Extract<Resolution, { kind: "resolved" }>,
  located: ReadonlyMap<string, Located>,
  kept: ReadonlyMap<string, Selection>,
  lock: Lock,
): Omit<Resolved, "absent"> {
  const byName = new Map([...located.values()].map(package_ => [package_.name, package_]));
  const selections = new Map<string, Selection>();
  for (const [name, { release }] of chosen) {
    const package_ = byName.get(name);
    const before = lock.packages.get(name);
    const now = package_ && makeSelection(package_, release);
    const isSame = before?.version === release.version && (now?.catalog ?? before.catalog) === before.catalog;
    if (isSame && now !== undefined) requireSamePin(before, now);
    const isLocked = isSame && kept.has(name);
    if (!isLocked && package_?.retracted !== undefined) {
      throw new PakError("RETRACTED", `${name} was withdrawn: ${package_.retracted}`, {
        fix: "use another package; what is installed of it stays until it is uninstalled",
      });
    }
    selections.set(name, isLocked ? before : now!);
  }
  const spellings = [
    ...[...lock.aliases].filter(([asked, name]) => kept.has(name) && !located.has(asked)),
    ...[...located].flatMap(([asked, found]) =>
      listSpellings(found).includes(asked) ? [] : [[asked, found.name] as const],
    ),
  ];
  const aliases = new Map(spellings.filter(([, name]) => chosen.has(name)));
  return { choices: chosen, selections, aliases, located, leftOut };
}

/** A recorded version never changes: where it did, somebody is wrong, and it may be an attack. */
function requireSamePin({ name, version, pin, artifact }: Selection, now: Selection): void {
  const digestOf = (one: Selection["pin"]) => ("integrity" in one ? one.integrity : one.commit);
  const built = now.artifact?.sha256;
  const isSameArtifact = artifact === undefined || built === undefined || artifact.sha256 === built;
  if (digestOf(pin) === digestOf(now.pin) && isSameArtifact) return;
  throw new PakError(
    "LOCK_DIGEST",
    `${now.catalog} gives ${name} ${version} another digest than the lock file has`,
    {
      fix: `don't use it and ask the catalog's maintainers; if they vouch for it, delete ${name} from pak-lock.json and run: pak install`,
    },
  );
}
