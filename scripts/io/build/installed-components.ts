import { join } from "node:path";
import { type Component, listNpmComponents } from "../../model/build/components.ts";
import { type Finding, finding } from "../../model/finding.ts";
import { isJsonObject } from "../../model/json.ts";
import { readIfPresent } from "../disk/read-if-present.ts";

/** What npm writes of what it installed, in its newest form whatever form the project's own lock file has. */
const INSTALLED = "node_modules/.package-lock.json";

/**
 * What npm has installed below a source; nothing where it was not asked to, or had nothing to install.
 *
 * @param source nothing of the package ran there since: npm alone wrote the list
 */
export function readComponents(source: string): {
  readonly components: readonly Component[];
  readonly findings: readonly Finding[];
} {
  const bytes = readIfPresent(join(source, INSTALLED));
  if (bytes === undefined) return { components: [], findings: [] };
  try {
    const lock: unknown = JSON.parse(Buffer.from(bytes).toString());
    if (isJsonObject(lock)) return listNpmComponents(lock);
  } catch {
    // It is no list either way.
  }
  const fix = "remove it from the source: npm alone writes it";
  return {
    components: [],
    findings: [finding("BUILD_SBOM", `${INSTALLED} is no list of packages`, { fix })],
  };
}
