import type { CatalogSettings } from "../../model/settings.ts";
import { type Guards, loadGuards } from "../schemas/guards.ts";

/** What every file of a catalog is checked against. */
export interface Rulebook {
  /** The tool's folder, absolute: where the schemas lie. */
  readonly tool: string;
  readonly settings: CatalogSettings;
  readonly guards: Guards;
}

/** Loads the compiled schemas of the tool. */
export async function loadRulebook(tool: string, settings: CatalogSettings): Promise<Rulebook> {
  return { tool, settings, guards: await loadGuards(tool) };
}
