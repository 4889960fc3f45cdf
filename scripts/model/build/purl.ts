import { parseStoredEndpoint } from "../entry/endpoint.ts";
import type { Pin } from "../install/selection.ts";

/** A version of a package by where it comes from. */
export interface PurlOrder {
  readonly name: string;
  readonly version: string;
  /** As stored in an entry. */
  readonly endpoint: string;
  readonly pin: Pin;
}

/** Hosts whose repositories are a type of package URL; there the case of a path means nothing. */
const HOST_TYPES: Readonly<Record<string, string>> = { "github.com": "github", "bitbucket.org": "bitbucket" };

/**
 * The package URL of a version's source (purl-spec): `pkg:npm/%40scope/name@1.0.0`, `pkg:github/owner/repo@TAG`, and
 * `pkg:generic/name@1.0.0?vcs_url=git%2Bhttps://HOST/OWNER/REPO.git%40COMMIT` for a repository anywhere else.
 */
export function renderPurl({ name, version, endpoint, pin }: PurlOrder): string {
  const source = parseStoredEndpoint(endpoint);
  if (source?.kind === "npm") return renderNpmPurl(source.name, version);
  if ("integrity" in pin || source?.kind !== "git") return `pkg:generic/${encode(name)}@${encode(version)}`;
  const type = HOST_TYPES[source.host];
  if (type !== undefined) {
    const path = `${source.owner}/${source.repository}`.toLowerCase();
    return `pkg:${type}/${encodePath(path)}@${encode(pin.tag)}`;
  }
  const place = encodePath(`git+${endpoint}@${pin.commit}`);
  return `pkg:generic/${encode(name)}@${encode(version)}?vcs_url=${place}`;
}

/**
 * The package URL of an npm package. Its name keeps its case, which purl-spec would fold: `JSONStream` and
 * `jsonstream` are two packages.
 *
 * @param vcs where it comes from instead of a registry, `git+https://HOST/PATH@COMMIT`
 */
export function renderNpmPurl(name: string, version: string, vcs?: string): string {
  const place = vcs === undefined ? "" : `?vcs_url=${encodePath(vcs)}`;
  return `pkg:npm/${encodePath(name)}@${encode(version)}${place}`;
}

/** Percent-encodes all but letters, digits, `. - _ ~` and the colon (purl-spec, character encoding). */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%3A", ":");
}

/** The same for what is divided by slashes. */
function encodePath(text: string): string {
  return text.split("/").map(encode).join("/");
}
