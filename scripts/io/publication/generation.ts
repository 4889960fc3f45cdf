import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type FileContent,
  readLink,
  switchLink,
  syncFileSystem,
  syncFolder,
  writeDurably,
} from "../disk/atomic.ts";

/**
 * A folder tree that readers see whole: old or new, never half.
 *
 * `FOLDER/current` is a link to a generation `FOLDER/N`. A build writes a new generation and switches the
 * link. A small change is staged in `FOLDER/staged/` and becomes true in one rename to `FOLDER/journal/`;
 * then its files move into the generation one by one. Whoever opens the tree first
 * completes a journal that a killed run left, so every reader sees the change whole or not at all.
 */
export interface Generations {
  readonly folder: string;
}

const CURRENT = "current";
const STAGED = "staged";
const JOURNAL = "journal";

/** The newest generation's folder (absolute), after completing what an interrupted run left; `undefined` at first. */
export function openCurrent({ folder }: Generations): string | undefined {
  completeJournal(folder);
  const target = readLink(join(folder, CURRENT));
  return target === undefined ? undefined : join(folder, target);
}

/** Makes an empty generation beside the others; nobody sees it before `publishGeneration`. */
export function makeGeneration({ folder }: Generations): string {
  mkdirSync(folder, { recursive: true });
  const newest = Math.max(0, ...readdirSync(folder).map(name => (/^\d+$/.test(name) ? Number(name) : 0)));
  const generation = join(folder, String(newest + 1));
  mkdirSync(generation);
  return generation;
}

/** Makes a finished generation the current one, and removes all older than the one before. */
export function publishGeneration({ folder }: Generations, generation: string): void {
  const before = readLink(join(folder, CURRENT));
  const name = generation.slice(folder.length + 1);
  syncFileSystem(generation);
  switchLink(join(folder, CURRENT), name);
  for (const other of readdirSync(folder)) {
    if (/^\d+$/.test(other) && other !== name && other !== before)
      rmSync(join(folder, other), { recursive: true });
  }
}

/**
 * Changes some files of the current generation as one step.
 *
 * @param files path below the generation to new bytes, or `undefined` to delete; the order of the map is the
 *   order in which plain readers of the folder see them
 */
export function publishChanges(
  generations: Generations,
  files: ReadonlyMap<string, FileContent | undefined>,
): void {
  const { folder } = generations;
  const staged = join(folder, STAGED);
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(staged, { recursive: true });
  const moves: Move[] = [];
  for (const [path, content] of files) {
    if (content === undefined) {
      moves.push({ path });
      continue;
    }
    const part = String(moves.length);
    writeDurably(join(staged, part), content);
    moves.push({ path, part });
  }
  writeDurably(join(staged, MOVES), JSON.stringify({ generation: readLink(join(folder, CURRENT)), moves }));
  syncFolder(staged);
  renameSync(staged, join(folder, JOURNAL));
  syncFolder(folder);
  completeJournal(folder);
}

interface Move {
  readonly path: string;
  /** The staged file's name; absent: delete. */
  readonly part?: string;
}

const MOVES = "moves.json";

/** Moves what a journal holds into its generation; done again after a kill, it ends in the same state. */
function completeJournal(folder: string): void {
  const journal = join(folder, JOURNAL);
  const list = join(journal, MOVES);
  if (!existsSync(list)) {
    // A kill between the last move and this removal leaves parts of an empty journal.
    rmSync(journal, { recursive: true, force: true });
    return;
  }
  const { generation, moves } = JSON.parse(readFileSync(list, "utf8")) as {
    generation: string;
    moves: Move[];
  };
  const touched = new Set<string>();
  for (const { path, part } of moves) {
    const file = join(folder, generation, path);
    touched.add(dirname(file));
    if (part === undefined) rmSync(file, { force: true });
    else if (existsSync(join(journal, part))) {
      mkdirSync(dirname(file), { recursive: true });
      renameSync(join(journal, part), file);
    }
  }
  for (const place of touched) if (existsSync(place)) syncFolder(place);
  rmSync(list);
  rmSync(journal, { recursive: true });
}
