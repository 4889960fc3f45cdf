import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../model/finding.ts";
import type { Head, IndexFile } from "../../model/trust/trust.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import { withLock } from "../disk/lock.ts";
import { findCommit, readCommit } from "../git/git.ts";
import { readTrust, type Trust } from "../trust/trust.ts";
import { buildPublication } from "./build.ts";
import { openCurrent } from "./generation.ts";
import { listChangedNames } from "./staleness.ts";
import { PUBLIC_FOLDER } from "./state.ts";
import { updatePublication } from "./update.ts";

/** What to publish, and how. */
export interface PublishOrder {
  /** The catalog's folder, absolute. */
  readonly root: string;
  readonly rulebook: Rulebook;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  /** Publish this revision from git objects; absent: the work tree as it lies. */
  readonly revision?: string;
  /** Build everything anew even where a change would do. */
  readonly isFull?: boolean;
  readonly progress?: (done: number, all: number) => void;
}

/** What came of it. With blocking findings nothing was written. */
export interface Publication {
  readonly findings: readonly Finding[];
  readonly packages: number;
  /** Names whose files were written anew; absent when all were. */
  readonly changed?: readonly string[];
  /** Absent when findings refused the catalog. */
  readonly signed?: {
    readonly index: IndexFile;
    readonly head: Head;
    /** Whether the head is new; otherwise nothing was written. */
    readonly isNew: boolean;
    readonly isDevelopment: boolean;
    /** Whether the work tree differs from the commit the index names. */
    readonly isUncommitted: boolean;
  };
}

/** The commit of a catalog outside git. */
export const NO_COMMIT = "0".repeat(40);

/** What both ways of publishing start from. */
export interface PublishPlan extends PublishOrder {
  readonly tree: { readonly folder: string };
  readonly commit: string;
  readonly uncommitted: readonly string[];
  readonly toolVersion: string;
  readonly trust: Trust;
}

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
    if (generation === undefined || stale.names === undefined || stale.state === undefined) {
      return buildPublication(plan, generation);
    }
    const updated = await updatePublication(plan, generation, stale.state, stale.names);
    return updated ?? buildPublication(plan, generation);
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
