/** What stands in the way of a package, since when. */
interface Trouble {
  readonly code: string;
  readonly message: string;
  /** RFC 3339 in UTC with seconds, as every instant here. */
  readonly since: string;
}

/** How asking upstream went for one package. */
export interface PackageHealth {
  readonly looked: string;
  /** When something new was recorded last. */
  readonly found?: string;
  /** Why upstream could not be read the last time. */
  readonly error?: Trouble & { readonly tries: number };
  /** Why nothing new is recorded until a maintainer decides. */
  readonly quarantined?: Trouble;
  /** When upstream is asked again. */
  readonly next: string;
}

/** `.pak/health/SHARD.json`, written by the refresh job; published as `api/v1/health/SHARD.json`. */
export interface HealthShard {
  readonly $schema: string;
  readonly packages: Readonly<Record<string, PackageHealth>>;
}

/** `api/v1/health.json`: whom a maintainer has to look after. */
export interface HealthSummary {
  readonly $schema: string;
  /** How many were looked at. */
  readonly packages: number;
  /** When: the package that waits longest, and the last one. */
  readonly looked?: { readonly oldest: string; readonly newest: string };
  /** Sorted by name. */
  readonly quarantined: readonly ({ readonly name: string } & Trouble)[];
  /** Sorted by name. */
  readonly failing: readonly ({ readonly name: string; readonly next: string } & Trouble & {
      readonly tries: number;
    })[];
}

/** The summary of all shards, which may come in any order. */
export function buildHealthSummary(shards: readonly HealthShard[]): HealthSummary {
  const all = shards
    .flatMap(shard => Object.entries(shard.packages))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  // Instants are written in one way: their order is that of their texts.
  const looked = all.map(([, health]) => health.looked).sort();
  const [oldest, newest] = [looked[0], looked.at(-1)];
  return {
    $schema: "../../schemas/health-summary.schema.json",
    packages: all.length,
    ...(oldest === undefined || newest === undefined ? {} : { looked: { oldest, newest } }),
    quarantined: all.flatMap(([name, { quarantined }]) => (quarantined ? [{ name, ...quarantined }] : [])),
    failing: all.flatMap(([name, { error, next }]) => (error ? [{ name, ...error, next }] : [])),
  };
}
