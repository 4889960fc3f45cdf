import type { CatalogSettings } from "../settings.ts";

interface Path {
  readonly path: string;
  readonly summary: string;
  /** Name of the schema below `schemas/`, for JSON. */
  readonly schema?: string;
  readonly type?: string;
}

/** Every published path that programs read (design, section 7). */
const PATHS: readonly Path[] = [
  { path: "api/v1/packages.json", summary: "All packages in short", schema: "list" },
  {
    path: "api/v1/packages/{name}.json",
    summary: "Everything about one package; the signed bytes",
    schema: "package",
  },
  {
    path: "api/v1/packages/{name}/latest.json",
    summary: "The newest release with its manifest blended",
    schema: "latest",
  },
  { path: "api/v1/dependents/{name}.json", summary: "Which packages depend on it", schema: "dependents" },
  {
    path: "api/v1/search/tokens/{shard}.json",
    summary: "Search: tokens that begin with two characters",
    schema: "search-shard",
  },
  {
    path: "api/v1/search/records/{block}.json",
    summary: "Search: records of some packages",
    schema: "search-block",
  },
  {
    path: "api/v1/badges/{name}.json",
    summary: "How the newest release was built, for a badge of Shields; not of every package",
    schema: "badge",
  },
  {
    path: "api/v1/health.json",
    summary: "Which packages upstream can't be read of",
    schema: "health-summary",
  },
  {
    path: "api/v1/health/{shard}.json",
    summary: "How asking upstream went, by the first two letters or digits of a name; not signed",
    schema: "health",
  },
  { path: "api/v1/changes.json", summary: "What changed, newest first", schema: "changes" },
  { path: "feed.json", summary: "What changed, as a JSON Feed", schema: "feed" },
  { path: "feed.xml", summary: "What changed, as an Atom feed", type: "application/xml" },
  { path: "overrides/{name}.json", summary: "Corrections to a third party's manifests" },
  { path: "pak/{name}.json", summary: "One package, for the original Pak" },
  { path: "pak/all.json", summary: "All packages, for the original Pak's search" },
  { path: "packages/{name}", summary: "One git package, for Bower" },
  { path: "packages/search/{name}", summary: "The same in a list, for Bower's search" },
  { path: "packages/", summary: "All git packages, for Bower's search" },
  { path: "npm/{name}/", summary: "The versions of one npm package, for npm" },
  { path: "schemas/{schema}.schema.json", summary: "The schema of a file" },
  { path: "trust/latest", summary: "The newest head's version", type: "text/plain" },
  { path: "trust/head/{version}.json", summary: "Which index is the newest", schema: "head" },
  { path: "trust/index/{version}.json", summary: "The digests of all bins", schema: "index" },
  { path: "trust/bins/{sha256}.json", summary: "The digests of some packages", schema: "bin" },
  { path: "trust/root/{version}.json", summary: "Who may sign what", schema: "root" },
  { path: "trust/keys/{fingerprint}.asc", summary: "A public key", type: "text/plain" },
];

/** `api/v1/openapi.json`: an OpenAPI 3.1 description of the static API. */
export function buildOpenapi(settings: CatalogSettings): object {
  return {
    openapi: "3.1.0",
    info: {
      title: settings.title,
      version: "1",
      description:
        "Static files. Verify before you parse: trust/latest names a head, the head an index, the index bins, a bin the digest of a package.",
      license: { name: "MIT" },
    },
    servers: [{ url: settings.url ?? "../../" }],
    paths: Object.fromEntries(PATHS.map(path => [`/${path.path}`, { get: buildOperation(path) }])),
  };
}

function buildOperation({ path, summary, schema, type = "application/json" }: Path): object {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const content = {
    [type]: schema === undefined ? {} : { schema: { $ref: `../../schemas/${schema}.schema.json` } },
  };
  return {
    summary,
    operationId: path.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, ""),
    parameters,
    responses: { 200: { description: summary, content }, 404: { description: "There is no such file" } },
  };
}
