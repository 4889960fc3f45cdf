import { join } from "node:path";
import { isJsonObject } from "../../model/json.ts";
import { shardOf } from "../../model/name/paths.ts";
import { isInstant } from "../../model/text/instant.ts";
import type { Health, HealthShard } from "../../model/upstream/health.ts";
import { writeAtomically } from "../disk/atomic.ts";
import { readIfPresent } from "../disk/read-if-present.ts";
import type { Guards } from "../schemas/guards.ts";

/** Where the health of a catalog's entries lies, below its folder; git ignores it. */
export const HEALTH_FOLDER = ".pak/health";

const SCHEMA = "../../../schemas/health.schema.json";

/** Whether a name is that of a file there: `SHARD.json`. */
export function isHealthFile(name: string): boolean {
  return /^[a-z0-9]{1,2}\.json$/.test(name);
}

/** The health of a catalog's entries, in one file for each shard. */
export interface HealthStore {
  find(name: string): Health | undefined;
  /** Changes what `find` gives, and is on the disk after `save`. */
  keep(name: string, health: Health): void;
  /** Writes the files that have changed. */
  save(): void;
}

/**
 * Opens the health of the catalog at `root`. A file that can't be read counts as nothing known: what waits then waits
 * anew, which errs on the safe side.
 */
export function openHealth(root: string, { health: isShard }: Pick<Guards, "health">): HealthStore {
  const shards = new Map<string, Map<string, Health>>();
  const changed = new Set<string>();
  const fileOf = (shard: string) => join(root, HEALTH_FOLDER, `${shard}.json`);
  function open(name: string): Map<string, Health> {
    const shard = shardOf(name);
    let found = shards.get(shard);
    if (found === undefined) shards.set(shard, (found = readShard(fileOf(shard), isShard)));
    return found;
  }
  return {
    find: name => open(name).get(name),
    keep(name, health) {
      open(name).set(name, health);
      changed.add(shardOf(name));
    },
    save() {
      for (const shard of changed) writeAtomically(fileOf(shard), renderShard(shards.get(shard)!));
      changed.clear();
    },
  };
}

function readShard(file: string, isShard: Guards["health"]): Map<string, Health> {
  try {
    const document: unknown = JSON.parse(Buffer.from(readIfPresent(file) ?? []).toString());
    const packages = isJsonObject(document) && isJsonObject(document.packages) ? document.packages : {};
    // Each by itself: what is wrong with one is no reason to forget another's quarantine.
    const right = Object.entries(packages).filter(
      ([name, health]) =>
        isShard({ $schema: SCHEMA, packages: { [name]: health } }) &&
        listInstants(health as unknown as Health).every(isInstant),
    );
    return new Map(right) as unknown as Map<string, Health>;
  } catch {
    return new Map();
  }
}

/** A schema tells what an instant looks like, and not whether there is one. */
function listInstants({ looked, next, found = next, error, quarantined, waiting = {} }: Health): string[] {
  const waits = Object.values(waiting).flatMap(({ since, until }) => [since, until]);
  return [looked, next, found, error?.since ?? next, quarantined?.since ?? next, ...waits];
}

/** Sorted by name, so that the same health is the same bytes. */
function renderShard(packages: ReadonlyMap<string, Health>): string {
  const sorted = [...packages].sort(([a], [b]) => (a < b ? -1 : 1));
  const shard: HealthShard = {
    $schema: SCHEMA,
    packages: Object.fromEntries(sorted),
  };
  return `${JSON.stringify(shard)}\n`;
}
