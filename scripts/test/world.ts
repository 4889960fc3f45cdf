import { join } from "node:path";
import { loadRulebook, type Rulebook } from "../io/catalog/rulebook.ts";
import { readSettings } from "../io/catalog/settings.ts";
import type { Publication } from "../io/publication/plan.ts";
import { openPublished, publish } from "../io/publication/publish.ts";

/** The project's folder: the tool that tests use on catalogs of their own. */
export const TOOL = join(import.meta.dirname, "../..");

/** A Saturday noon; tests move from here. */
export const NOON = new Date("2026-11-21T12:00:00Z");

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** `NOON`, so many milliseconds later. */
export function later(milliseconds: number): Date {
  return new Date(NOON.getTime() + milliseconds);
}

/** What a catalog in a test's folder is checked against. */
export function openRulebook(root: string): Promise<Rulebook> {
  return loadRulebook(TOOL, readSettings(root));
}

/** Signs a test's catalog with its development key; the folder of the JSON part comes along. */
export async function signCatalog(
  root: string,
  options: { now?: Date; isFull?: boolean; revision?: string; environment?: Record<string, string> } = {},
): Promise<Publication & { folder: string }> {
  const { now = NOON, environment = {}, ...rest } = options;
  const published = await publish({ root, rulebook: await openRulebook(root), environment, now, ...rest });
  return { ...published, folder: openPublished(root) ?? "" };
}
