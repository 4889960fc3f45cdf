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

/** `catalog/recoveries/NAME.json` */
export function recoveryPath(name: string): string {
  return `catalog/recoveries/${name}.json`;
}

/** `catalog/keys/FINGERPRINT.asc` */
export function keyPath(fingerprint: string): string {
  return `catalog/keys/${fingerprint}.asc`;
}

/** Which file of a catalog a path is; `name` is the fingerprint for a key. */
export interface CatalogPath {
  readonly kind: "entry" | "releases" | "override" | "recovery" | "key";
  readonly name: string;
}

const SHAPES: readonly [prefix: string, CatalogPath["kind"], RegExp, (name: string) => string][] = [
  ["catalog/keys/", "key", /^([0-9A-F]{40})\.asc$/, keyPath],
  ["catalog/releases/", "releases", /^[a-z0-9]{1,2}\/([a-z0-9._-]+)\.json$/, releasesPath],
  ["catalog/recoveries/", "recovery", /^([a-z0-9._-]+)\.json$/, recoveryPath],
  ["catalog/", "entry", /^[a-z0-9]{1,2}\/([a-z0-9._-]+)\.json$/, entryPath],
  ["overrides/", "override", /^([a-z0-9._-]+)\.json$/, overridePath],
];

/** What a path from the catalog's root is, or `undefined` when no file of a catalog lies there. */
export function parsePath(path: string): CatalogPath | undefined {
  const shape = SHAPES.find(([prefix]) => path.startsWith(prefix));
  if (shape === undefined) return undefined;
  const [prefix, kind, rest, render] = shape;
  const name = rest.exec(path.slice(prefix.length))?.[1];
  if (name === undefined || render(name) !== path) return undefined;
  return kind === "key" || isName(name) ? { kind, name } : undefined;
}
