import type { Health, HealthShard, Trouble } from "../upstream/health.ts";

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
  readonly failing: readonly ({ readonly name: string } & NonNullable<Health["error"]> &
    Pick<Health, "next">)[];
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
