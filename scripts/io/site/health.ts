import { readdirSync } from "node:fs";
import { join } from "node:path";
import { shardOf } from "../../model/name/paths.ts";
import { renderDocument } from "../../model/published/build.ts";
import { buildHealthSummary, type HealthSummary } from "../../model/published/health.ts";
import { HEALTH_PATH, healthPath } from "../../model/published/paths.ts";
import { renderTerminal } from "../../model/text/terminal.ts";
import type { HealthShard } from "../../model/upstream/health.ts";
import { readIfPresent } from "../disk/read-if-present.ts";
import { parseJson } from "../json/parse.ts";
import { RELEASES_LIMITS } from "../json/strictness.ts";
import { HEALTH_FOLDER, isHealthFile } from "../refresh/health-store.ts";
import type { Guards } from "../schemas/guards.ts";

/** What the refresh job tells of upstreams, as it is published: beside the catalog, and not signed. */
export interface PublishedHealth {
  /** Path below the site to text: every shard as it was read, and the summary. */
  readonly files: ReadonlyMap<string, string>;
  /** Of the packages that were looked at. */
  readonly names: ReadonlySet<string>;
  readonly summary: HealthSummary;
}

/**
 * Reads `.pak/health/SHARD.json` below a catalog's folder; `undefined` when there is none. The job that wrote them
 * talked to strangers: a file that is not in order is left out.
 *
 * @param warn told which file is left out, and why
 */
export function readHealth(
  root: string,
  guards: Guards,
  warn: (line: string) => void,
): PublishedHealth | undefined {
  const files = new Map<string, string>();
  const shards: HealthShard[] = [];
  for (const shard of listShards(join(root, HEALTH_FOLDER))) {
    const path = `${HEALTH_FOLDER}/${shard}.json`;
    const bytes = readIfPresent(join(root, path)) ?? new Uint8Array();
    const parsed = parseJson(bytes, RELEASES_LIMITS);
    const found = "findings" in parsed ? parsed.findings : checkShard(shard, parsed.document, guards);
    if ("findings" in parsed || found.length > 0) {
      warn(`${path} is left out: ${renderTerminal(found.map(({ message }) => message).join("; "))}`);
      continue;
    }
    files.set(healthPath(shard), parsed.text);
    shards.push(parsed.document as unknown as HealthShard);
  }
  if (shards.length === 0) return undefined;
  const summary = buildHealthSummary(shards);
  files.set(HEALTH_PATH, renderDocument(summary));
  return { files, names: new Set(shards.flatMap(({ packages }) => Object.keys(packages))), summary };
}

/** Plain files alone: a link could lead out of the catalog. */
function listShards(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(item => item.isFile() && isHealthFile(item.name))
      .map(item => item.name.replace(".json", ""))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function checkShard(
  shard: string,
  document: object,
  guards: Guards,
): readonly { readonly message: string }[] {
  if (!guards.health(document)) return guards.explain("health", document);
  const { packages } = document as { packages: object };
  const stray = Object.keys(packages).find(name => shardOf(name) !== shard);
  return stray === undefined ? [] : [{ message: `${stray} belongs elsewhere` }];
}
