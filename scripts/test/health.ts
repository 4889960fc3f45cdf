import { shardOf } from "../model/name/paths.ts";
import type { Health } from "../model/upstream/health.ts";

/** Health of a package whose upstream answered; any field can be replaced. */
export function aHealth(fields: Partial<Health> = {}): Health {
  return { looked: "2026-11-21T12:00:00Z", next: "2026-11-22T12:00:00Z", ...fields };
}

/** The files that a refresh job leaves, path to text. */
export function healthFiles(packages: Readonly<Record<string, Health>>): Record<string, string> {
  const shards = Map.groupBy(Object.keys(packages), shardOf);
  return Object.fromEntries(
    [...shards].map(([shard, names]) => [
      `.pak/health/${shard}.json`,
      `${JSON.stringify({
        $schema: "../../../schemas/health.schema.json",
        packages: Object.fromEntries(names.map(name => [name, packages[name]])),
      })}\n`,
    ]),
  );
}
