import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Finding } from "../../model/finding.ts";
import { writeAtomically } from "../disk/atomic.ts";
import { readIfPresent } from "../disk/read-if-present.ts";
import { explainErrors } from "./explain.ts";

/**
 * The schemas whose guards run on every file of a catalog, on what the refresh job keeps beside it, and on what an
 * untrusted build wrote.
 */
export type GuardName = "entry" | "releases" | "override" | "recovery" | "health" | "build";

/** Compiled schemas: each tells whether a document has the schema's shape. */
export interface Guards extends Readonly<Record<GuardName, (document: unknown) => boolean>> {
  /** What is wrong with a document that a guard refused. Compiles the schema anew; only for the slow path. */
  explain(name: GuardName, document: unknown): Finding[];
}

const NAMES: readonly GuardName[] = ["entry", "releases", "override", "recovery", "health", "build"];

/**
 * Loads the guards as standalone code from a cache in the tool's `node_modules`, which spares every run the
 * 55 ms of loading ajv; the cache is keyed by the schemas and made anew when they change.
 */
export async function loadGuards(tool: string): Promise<Guards> {
  const schemas = readSchemas(tool);
  const key = createHash("sha256")
    .update(JSON.stringify([NAMES, ...schemas]))
    .update(readAjvVersion(tool))
    .digest("hex");
  const file = join(tool, "node_modules/.cache/pak", `guards-${key.slice(0, 16)}.cjs`);
  const guards = loadCached(file) ?? (await compileGuards(schemas, file));
  return { ...guards, explain: (name, document) => explainErrors(tool, schemas, name, document) };
}

/** Every schema of the tool, name to document. */
export function readSchemas(tool: string): ReadonlyMap<string, object> {
  const folder = join(tool, "schemas");
  const files = readdirSync(folder).filter(file => file.endsWith(".schema.json"));
  return new Map(
    files
      .sort()
      .map(file => [
        file.replace(".schema.json", ""),
        JSON.parse(readFileSync(join(folder, file), "utf8")) as object,
      ]),
  );
}

function readAjvVersion(tool: string): string {
  return (createRequire(join(tool, "package.json"))("ajv/package.json") as { version: string }).version;
}

function loadCached(file: string): Record<GuardName, (document: unknown) => boolean> | undefined {
  return readIfPresent(file) === undefined ? undefined : createRequire(file)(file);
}

async function compileGuards(schemas: ReadonlyMap<string, object>, file: string) {
  const [{ Ajv2020 }, { default: standalone }] = await Promise.all([
    import("ajv/dist/2020.js"),
    import("ajv/dist/standalone/index.js"),
  ]);
  const ajv = new Ajv2020({ strict: true, strictRequired: false, code: { source: true } });
  for (const schema of schemas.values()) ajv.addSchema(schema);
  const references = Object.fromEntries(NAMES.map(name => [name, idOf(name)]));
  try {
    writeAtomically(file, standalone.default(ajv, references));
  } catch {
    // A tool folder that can't be written to only loses the shortcut.
    return Object.fromEntries(NAMES.map(name => [name, ajv.getSchema(idOf(name))!])) as never;
  }
  return loadCached(file)!;
}

/** The `$id` of a schema. */
export function idOf(name: string): string {
  return `urn:pak-catalog:schema:${name}`;
}
