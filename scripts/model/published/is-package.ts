import { isJsonObject } from "../json.ts";
import type { PackageDocument } from "./package-document.ts";

/**
 * Whether a verified document has the shape of a package, as far as a reader relies on it. The bytes were
 * signed after the whole schema was checked; this guards a reader that is older than the catalog.
 */
export function isPackageDocument(value: unknown): value is PackageDocument {
  if (!isJsonObject(value) || !isJsonObject(value.entry) || !Array.isArray(value.releases)) return false;
  const { entry, releases, alias, override } = value;
  return (
    ["name", "description", "endpoint"].every(field => typeof entry[field] === "string") &&
    releases.every(release => isJsonObject(release) && typeof release.version === "string") &&
    (override === undefined || isJsonObject(override)) &&
    (alias === undefined ||
      (isJsonObject(alias) && typeof alias.resolved === "string" && Array.isArray(alias.hops)))
  );
}
