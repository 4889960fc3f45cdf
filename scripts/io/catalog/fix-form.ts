import { join } from "node:path";
import { parseEndpoint, renderEndpoint } from "../../model/entry/endpoint.ts";
import type { JsonObject } from "../../model/json.ts";
import { parsePath } from "../../model/name/paths.ts";
import { writeAtomically } from "../disk/atomic.ts";
import { parseJson } from "../json/parse.ts";
import { type FileKind, renderJson } from "../json/render.ts";
import { RELEASES_LIMITS } from "../json/strictness.ts";
import { openFiles, openWorkTree } from "./source.ts";

/**
 * Writes every file of a catalog that is right JSON in its canonical form, and gives the paths that changed.
 * What can't be read is left as it is, for its writer to mend.
 */
export function fixForm(root: string): string[] {
  const read = openFiles(root);
  return openWorkTree(root).paths.filter(path => {
    const kind = parsePath(path)?.kind;
    const bytes = kind === undefined || kind === "key" ? undefined : read(path);
    if (bytes === undefined) return false;
    const parsed = parseJson(bytes, RELEASES_LIMITS);
    if ("findings" in parsed) return false;
    const text = renderJson(
      kind === "entry" ? storeEndpoint(parsed.document) : parsed.document,
      kind as FileKind,
    );
    if (text === parsed.text) return false;
    writeAtomically(join(root, path), text);
    return true;
  });
}

/** An entry whose endpoint is spelt as it is stored. */
function storeEndpoint(entry: JsonObject): JsonObject {
  const endpoint = parseEndpoint(entry.endpoint);
  return endpoint === undefined ? entry : { ...entry, endpoint: renderEndpoint(endpoint) };
}
