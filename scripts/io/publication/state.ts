import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KnownRegistries } from "../npm/known-registries.ts";

/** What a later run needs to know of a publication to change only what changed; never published itself. */
export interface PublicationState {
  /** Version of this file's shape and of the published formats: another one means everything is built anew. */
  readonly format: number;
  /** The tool's version that wrote it. */
  readonly tool: string;
  /** 40 hex digits; zeros outside git. */
  readonly commit: string;
  /** Paths that differed from the commit when it was built. */
  readonly uncommitted: readonly string[];
  /** Alias to the name its entry points at. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Retracted names. */
  readonly retracted: readonly string[];
  /** How many packages were published. */
  readonly packages: number;
  /** What npm told for the tarballs' addresses; absent when no package needed it, or npm could not be asked. */
  readonly registries?: KnownRegistries;
  /** Files of publications before that clients may still be reading, oldest first. */
  readonly superseded: readonly Superseded[];
}

/** What one publication replaced: deleted when it is `SUPERSEDED_KEPT` publications old. */
export interface Superseded {
  /** Paths below the public folder. */
  readonly paths: readonly string[];
}

/** A client takes seconds from `latest` to the package; ten publications take longer. */
export const SUPERSEDED_KEPT = 10;

/** The commit of a catalog outside git, whose changes nobody can tell. */
export const NO_COMMIT = "0".repeat(40);

/** Raise it whenever the bytes of a published file change for the same catalog. */
export const STATE_FORMAT = 3;

/** Path of the state, relative to a generation. */
export const STATE_PATH = "state.json";

/** Folder of what readers may see, relative to a generation. */
export const PUBLIC_FOLDER = "public";

/** The state of a generation, or `undefined` when it has none that this tool can use. */
export function readState(generation: string): PublicationState | undefined {
  try {
    const state = JSON.parse(readFileSync(join(generation, STATE_PATH), "utf8")) as PublicationState;
    return state.format === STATE_FORMAT ? state : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes of a state file; keys sorted so that equal states are equal bytes. */
export function renderState(state: PublicationState): string {
  const aliases = Object.fromEntries(Object.entries(state.aliases).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ ...state, aliases, retracted: [...state.retracted].sort() }, null, 1)}\n`;
}
