import { parsePath } from "../../model/name/paths.ts";
import type { CatalogSource } from "./source.ts";

/** Entries that are read at once. */
const MANY = 512;

/** Whether any entry has an npm package for its endpoint. Reads no further than the first: most catalogs begin with one. */
export function hasNpmEntry({ paths, open }: CatalogSource): boolean {
  const entries = paths.filter(path => parsePath(path)?.kind === "entry");
  for (let at = 0; at < entries.length; at += MANY) {
    const some = entries.slice(at, at + MANY);
    const read = open(some);
    if (some.some(path => Buffer.from(read(path) ?? []).includes('"@npm:'))) return true;
  }
  return false;
}
