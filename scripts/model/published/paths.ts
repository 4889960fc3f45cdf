/** Where things lie below the published site's address (design, section 7). Names are valid names. */

export const LIST_PATH = "api/v1/packages.json";
export const CHANGES_PATH = "api/v1/changes.json";
export const HEALTH_PATH = "api/v1/health.json";
export const OPENAPI_PATH = "api/v1/openapi.json";
export const LATEST_PATH = "trust/latest";

/** Everything about one package; the bins hold the digest of these bytes. */
export function packagePath(name: string): string {
  return `api/v1/packages/${name}.json`;
}

/** The newest release with its manifest blended. */
export function latestPath(name: string): string {
  return `api/v1/packages/${name}/latest.json`;
}

/** Which packages depend on it. */
export function dependentsPath(name: string): string {
  return `api/v1/dependents/${name}.json`;
}

/** What a badge says of the newest build; only of a package of which something was built. */
export function badgePath(name: string): string {
  return `api/v1/badges/${name}.json`;
}

/** How asking upstream went for the packages of one shard; not signed. */
export function healthPath(shard: string): string {
  return `api/v1/health/${shard}.json`;
}

export function rootPath(version: number): string {
  return `trust/root/${version}.json`;
}

export function indexPath(version: number): string {
  return `trust/index/${version}.json`;
}

export function headPath(version: number): string {
  return `trust/head/${version}.json`;
}

/** @param sha256 hex digest of the bin's bytes */
export function binPath(sha256: string): string {
  return `trust/bins/${sha256}.json`;
}

/** @param fingerprint 40 upper-case hex digits */
export function trustKeyPath(fingerprint: string): string {
  return `trust/keys/${fingerprint}.asc`;
}

/** The detached armored signature of `path` by one key. */
export function signaturePath(path: string, fingerprint: string): string {
  return `${path}.${fingerprint}.asc`;
}

/** A package's page: a folder, so that a name with a dot is never taken for a file of that type. */
export function packagePagePath(name: string): string {
  return `package/${name}/index.html`;
}

/** What the original Pak reads of one name. */
export function pakPath(name: string): string {
  return `pak/${name}.json`;
}

/** What the original Pak searches in. */
export const PAK_LIST_PATH = "pak/all.json";

/** What Bower reads of one name: a file without an ending, hence no page can lie below it. */
export function bowerPath(name: string): string {
  return `packages/${name}`;
}

/** What Bower finds when it searches for one name. */
export function bowerSearchPath(name: string): string {
  return `packages/search/${name}`;
}

/** What Bower finds when it searches for nothing: one list at two folders. */
export const BOWER_LIST_PATHS = ["packages/index.html", "packages/search/index.html"] as const;

/** What npm reads of one name: it asks for the folder. */
export function npmPath(name: string): string {
  return `npm/${name}/index.html`;
}
