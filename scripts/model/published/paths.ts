/** Where things lie below the published site's address (design, section 7). Names are valid names. */

export const LIST_PATH = "api/v1/packages.json";
export const CHANGES_PATH = "api/v1/changes.json";
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
  return `packages/${name}/index.html`;
}
