import {
  type KnownPackage,
  type Request,
  type Resolution,
  type ResolvedPackage,
  type ResolveOrder,
  resolve,
} from "../model/install/resolve.ts";
import type { Release } from "../model/release/release.ts";
import { aRelease } from "./catalog.ts";

/** What a release of a universe says; a plain map is its dependencies. */
export interface Said {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly yanked?: string;
  readonly published?: string;
}

/** Version to what it says, or versions that say nothing. */
export type Releases = readonly string[] | Readonly<Record<string, Said>>;

/** A package with its releases. */
export function aPackage(name: string, releases: Releases): KnownPackage {
  const entries = Array.isArray(releases)
    ? releases.map((version: string) => [version, {}] as const)
    : Object.entries<Said>(releases as Readonly<Record<string, Said>>);
  return {
    name,
    releases: entries.map(([version, said]) => aRelease(version, said)),
    dependenciesOf: ({ dependencies = {}, optionalDependencies = {} }: Release) => ({
      dependencies,
      optionalDependencies,
    }),
  };
}

/** Packages by name; a text makes the name an alias. */
export function aUniverse(packages: Readonly<Record<string, Releases | string>>): Map<string, KnownPackage> {
  const known = new Map<string, KnownPackage>();
  for (const [name, releases] of Object.entries(packages))
    if (typeof releases !== "string") known.set(name, aPackage(name, releases));
  for (const [name, target] of Object.entries(packages))
    if (typeof target === "string") known.set(name, known.get(target)!);
  return known;
}

/** Requests by name; `?` before a name makes one optional, and an empty expression is none. */
export function listRequests(requests: Readonly<Record<string, string>>): Request[] {
  return Object.entries(requests).map(([name, expression]) => ({
    name: name.replace("?", ""),
    expression: expression === "" ? undefined : expression,
    isOptional: name.startsWith("?"),
  }));
}

/** Resolves and looks up in the universe whatever is missing, as a client would; says how many rounds it took. */
export function resolveAll(
  universe: ReadonlyMap<string, KnownPackage>,
  requests: readonly Request[],
  options: Partial<Pick<ResolveOrder, "locked" | "withOptional" | "leastAge">> = {},
): { readonly resolution: Resolution; readonly rounds: number; readonly asked: readonly string[] } {
  const known = new Map<string, KnownPackage | undefined>();
  for (let rounds = 1; ; rounds++) {
    const resolution = resolve({ requests, known, locked: new Map(), withOptional: false, ...options });
    if (resolution.kind !== "missing") return { resolution, rounds, asked: [...known.keys()] };
    if (resolution.names.length === 0 || resolution.names.some(name => known.has(name)))
      throw new Error(`asked in vain for ${resolution.names}`);
    for (const name of resolution.names) known.set(name, universe.get(name));
  }
}

/** `NAME VERSION` of all that was chosen. */
export function listChosen(resolution: Resolution): string[] {
  if (resolution.kind !== "resolved") throw new Error(JSON.stringify(resolution));
  return [...resolution.chosen.values()].map(
    ({ name, release }: ResolvedPackage) => `${name} ${release.version}`,
  );
}
