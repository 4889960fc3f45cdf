import type { Layer } from "../manifest/layers.ts";
import { fieldOf } from "../override/fields.ts";

/** Fields that choose files of a source. */
const CHOOSING: ReadonlySet<string> = new Set(["files", "ignore"]);

/**
 * The layers of a package that comes as the catalog built it: `files` and `ignore` speak of the source, and what the
 * recipe left is the package. What the person who installs says is meant for what is installed, and stays.
 */
export function listArtifactLayers(layers: readonly Layer[]): Layer[] {
  return layers.map(({ name, change }) => {
    if (name === "user" || name === "application") return { name, change };
    const kept = Object.entries(change).filter(([key]) => !CHOOSING.has(fieldOf(key)));
    return { name, change: Object.fromEntries(kept) };
  });
}
