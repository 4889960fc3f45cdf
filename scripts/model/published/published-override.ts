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

/** Whether the changes stand below `overrides`; no version expression is spelt so. */
function isNested(changes: EndpointOverride): changes is { versions?: string; overrides: ChangesByVersion } {
  return isJsonObject((changes as { overrides?: unknown }).overrides);
}
