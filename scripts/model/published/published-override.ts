import { isJsonObject } from "../json.ts";
import type { ChangesByVersion, EndpointOverride, Override } from "../override/override.ts";

/**
 * An override as old Pak clients read it: changes always below `overrides`, endpoints as committed.
 *
 * Source: the original program's reader knows only `{ORIGIN: {versions?, overrides}}`.
 */
export function buildPublishedOverride(override: Override): Override {
  return Object.fromEntries(
    Object.entries(override).map(([endpoint, changes]) => [
      endpoint,
      isNested(changes) ? changes : { overrides: changes },
    ]),
  );
}

/**
 * The text of an override for old Pak clients.
 *
 * Source: the original program's reader takes `\u00e9` for the five letters `u00e9`, so what JSON would have to escape
 * that way becomes a blank, and everything else stands as itself.
 */
export function renderPublishedOverride(override: Override): string {
  const clean = (_: string, value: unknown) =>
    typeof value === "string" ? value.toWellFormed().replace(CONTROL, " ") : value;
  return `${JSON.stringify(buildPublishedOverride(override), clean)}\n`;
}

const CONTROL = /[\u0000-\u001f]/g;

/** Whether the changes stand below `overrides`; no version expression is spelt so. */
function isNested(changes: EndpointOverride): changes is { versions?: string; overrides: ChangesByVersion } {
  return isJsonObject((changes as { overrides?: unknown }).overrides);
}
