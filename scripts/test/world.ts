import { join } from "node:path";
import type { World } from "../commands/command.ts";
import { loadRulebook, type Rulebook } from "../io/catalog/rulebook.ts";
import { readSettings } from "../io/catalog/settings.ts";
import type { Asker } from "../io/owners/check-rights.ts";
import type { Publication, PublishOrder } from "../io/publication/plan.ts";
import { openPublished, publish } from "../io/publication/publish.ts";
import { makeFolder } from "./repository.ts";

/** The project's folder: the tool that tests use on catalogs of their own. */
export const TOOL = join(import.meta.dirname, "../..");

/** Where programs lie, and nothing else of this computer. */
const ENVIRONMENT = { PATH: process.env.PATH };

/** A Saturday noon; tests move from here. */
export const NOON = new Date("2026-11-21T12:00:00Z");

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** `NOON`, so many milliseconds later. */
export function later(milliseconds: number): Date {
  return new Date(NOON.getTime() + milliseconds);
}

/** A world that keeps what a command tells it. */
export interface TestWorld extends World {
  /** The lines on stdout. */
  readonly printed: readonly string[];
  /** The lines for people on stderr. */
  readonly reported: readonly string[];
  /** What the progress line showed, one text after the other. */
  readonly progressed: readonly string[];
}

/** A world at `NOON` with empty folders, where time passes at once and nobody watches or interrupts; any field can be replaced. */
export function aWorld(fields: Partial<World> = {}): TestWorld {
  const printed: string[] = [];
  const reported: string[] = [];
  const progressed: string[] = [];
  return {
    root: fields.root ?? makeFolder(),
    tool: TOOL,
    home: fields.home ?? makeFolder(),
    environment: ENVIRONMENT,
    fetch,
    isInteractive: false,
    isColour: false,
    now: () => NOON,
    wait: () => Promise.resolve(),
    print: line => printed.push(line),
    report: line => reported.push(line),
    progress: text => progressed.push(text),
    ask: question => Promise.reject(new Error(`nobody is there to answer: ${question}`)),
    interrupted: () => new Promise(() => undefined),
    ...fields,
    printed,
    reported,
    progressed,
  };
}

/** Who asks for a change: nobody in particular, who proves no endpoint; any field can be replaced. */
export function anAsker(fields: Partial<Asker> = {}): Asker {
  return { provesEndpoint: async () => false, isAccount: async () => true, ...fields };
}

/** What a catalog in a test's folder is checked against. */
export function openRulebook(root: string): Promise<Rulebook> {
  return loadRulebook(TOOL, readSettings(root));
}

/** Signs a test's catalog with its development key; the folder of the JSON part comes along. */
export async function signCatalog(
  root: string,
  options: Partial<Omit<PublishOrder, "root" | "rulebook">> = {},
): Promise<Publication & { folder: string }> {
  const { now = NOON, environment = ENVIRONMENT, ...rest } = options;
  const published = await publish({ root, rulebook: await openRulebook(root), environment, now, ...rest });
  return { ...published, folder: openPublished(root) ?? "" };
}
