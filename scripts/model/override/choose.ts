import { parseStoredEndpoint } from "../entry/endpoint.ts";
import { isJsonObject } from "../json.ts";
import { accepts } from "../version/expression.ts";
import type { Change, ChangesByVersion, Override } from "./override.ts";

/** How an override spells a stored endpoint: `owner/repo` or `@npm/name`; `undefined` for an alias. */
export function overrideKeyOf(endpoint: string): string | undefined {
  const parsed = parseStoredEndpoint(endpoint);
  if (parsed?.kind === "git") return `${parsed.owner}/${parsed.repository}`;
  return parsed?.kind === "npm" ? `@npm/${parsed.name}` : undefined;
}

/** The change for a version of a stored endpoint: the first in written order whose expression accepts it, and only it. */
export function findChange(override: Override, endpoint: string, version: string): Change | undefined {
  const key = overrideKeyOf(endpoint);
  const corrections = key === undefined ? undefined : override[key];
  if (corrections === undefined) return undefined;
  const changes = (
    isJsonObject(corrections.overrides) ? corrections.overrides : corrections
  ) as ChangesByVersion;
  const expression = Object.keys(changes).find(text => accepts(text, version));
  return expression === undefined ? undefined : changes[expression];
}

/** The pattern by which an override finds versions among the tags of a stored endpoint, if it has one. */
export function findTagPattern(override: Override | undefined, endpoint: string): string | undefined {
  const key = overrideKeyOf(endpoint);
  const corrections = key === undefined ? undefined : override?.[key];
  return typeof corrections?.versions === "string" ? corrections.versions : undefined;
}
