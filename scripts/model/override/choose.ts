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

/** The first change in written order whose expression accepts the version, and only it. */
export function changeFor(override: Override, endpointKey: string, version: string): Change | undefined {
  if (!Object.hasOwn(override, endpointKey)) return undefined;
  const corrections = override[endpointKey]!;
  const changes = (
    isJsonObject(corrections.overrides) ? corrections.overrides : corrections
  ) as ChangesByVersion;
  const expression = Object.keys(changes).find(text => accepts(text, version));
  return expression === undefined ? undefined : changes[expression];
}
