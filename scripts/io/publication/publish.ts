import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../disk/lock.ts";
import { findCommit, readCommit } from "../git/git.ts";
import { readTrust } from "../trust/trust.ts";
import { openCurrent } from "./generation.ts";
import type { Publication, PublishOrder, PublishPlan } from "./plan.ts";
import { listChangedNames } from "./staleness.ts";
import { NO_COMMIT, PUBLIC_FOLDER } from "./state.ts";
import { updatePublication } from "./update.ts";

/**
 * Checks, builds and signs the JSON part of a publication in one pass, into `.pak/published/`. What changed
 * since the publication before is all that is read and written, where that is known.
 *
 * @throws PakError KEY when the signing key is missing or not in the root; WRITE when another run is writing
 */
export async function publish(order: PublishOrder): Promise<Publication> {
  const tree = { folder: publishedFolder(order.root) };
  return withLock(join(order.root, ".pak/lock"), async () => {
    const { root, revision, environment, now } = order;
    const generation = openCurrent(tree);
    const commit =
      revision === undefined ? (findCommit(root, "HEAD") ?? NO_COMMIT) : readCommit(root, revision);
    const toolVersion = readToolVersion(order.rulebook.tool);
    const stale = listChangedNames({ ...order, generation, commit, toolVersion });
    const trust = await readTrust({ root, environment, now, catalog: order.rulebook.settings.catalog });
    const plan: PublishPlan = { ...order, tree, commit, uncommitted: stale.uncommitted, toolVersion, trust };
    const isKnown = generation !== undefined && stale.since !== undefined;
    const updated = isKnown ? await updatePublication(plan, generation, stale.since) : undefined;
    if (updated !== undefined) return updated;
    // Most publications change little and never load what builds a whole one.
    const { buildPublication } = await import("./build.ts");
    return buildPublication(plan, generation);
  });
}

/**
 * The folder of the newest publication's JSON part, absolute, after completing what a killed run left;
 * `undefined` before the first `pak sign`.
 */
export function openPublished(root: string): string | undefined {
  const generation = openCurrent({ folder: publishedFolder(root) });
  return generation === undefined ? undefined : join(generation, PUBLIC_FOLDER);
}

function publishedFolder(root: string): string {
  return join(root, ".pak/published");
}

function readToolVersion(tool: string): string {
  return (JSON.parse(readFileSync(join(tool, "package.json"), "utf8")) as { version: string }).version;
}
