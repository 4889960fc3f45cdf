import { isName } from "./name.ts";

/** The first two letters or digits of a name: the folder that keeps a catalog of 100,000 browsable. */
export function shardOf(name: string): string {
  return name.replace(/[._-]/g, "").slice(0, 2);
}

/** `catalog/SHARD/NAME.json` */
export function entryPath(name: string): string {
  return `catalog/${shardOf(name)}/${name}.json`;
}

/** `catalog/releases/SHARD/NAME.json` */
export function releasesPath(name: string): string {
  return `catalog/releases/${shardOf(name)}/${name}.json`;
}

/** `overrides/NAME.json` */
export function overridePath(name: string): string {
  return `overrides/${name}.json`;
}

/** `catalog/keys/FINGERPRINT.asc` */
export function keyPath(fingerprint: string): string {
  return `catalog/keys/${fingerprint}.asc`;
}

/** Which file of a catalog a path is; `name` is the fingerprint for a key. */
export interface CatalogPath {
  readonly kind: "entry" | "releases" | "override" | "key";
  readonly name: string;
}

const SHAPES: readonly [CatalogPath["kind"], RegExp, (name: string) => string][] = [
  ["key", /^catalog\/keys\/([0-9A-F]{40})\.asc$/, keyPath],
  ["releases", /^catalog\/releases\/[a-z0-9]{1,2}\/([a-z0-9._-]+)\.json$/, releasesPath],
  ["entry", /^catalog\/[a-z0-9]{1,2}\/([a-z0-9._-]+)\.json$/, entryPath],
  ["override", /^overrides\/([a-z0-9._-]+)\.json$/, overridePath],
];

/** What a path from the catalog's root is, or `undefined` when no file of a catalog lies there. */
export function parsePath(path: string): CatalogPath | undefined {
  for (const [kind, shape, render] of SHAPES) {
    const name = shape.exec(path)?.[1];
    if (name === undefined) continue;
    return render(name) === path && (kind === "key" || isName(name)) ? { kind, name } : undefined;
  }
  return undefined;
}
