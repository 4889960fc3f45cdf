/** Where npm's own configuration finds packages. Plain data, so that threads can share it. */
export interface Registries {
  /** The address of packages without a registry of their own, with a slash at the end. */
  readonly registry: string;
  /** Scope (`@own`) to the registry of its packages. */
  readonly scopes: Readonly<Record<string, string>>;
}

/** The address of the registry that has a package, with a slash at the end. */
export function findRegistry({ registry, scopes }: Registries, name: string): string {
  const scope = name.startsWith("@") ? name.slice(0, name.indexOf("/")) : "";
  return Object.hasOwn(scopes, scope) ? scopes[scope]! : registry;
}

/**
 * The address of a version's tarball: `REGISTRY/NAME/-/BASENAME-VERSION.tgz`, where the base name has no scope: the form
 * in which registries of npm's kind serve tarballs, whatever address their metadata names.
 *
 * @param name as npm knows it, with its scope
 */
export function renderTarballAddress(registries: Registries, name: string, version: string): string {
  const base = name.slice(name.lastIndexOf("/") + 1);
  return `${findRegistry(registries, name)}${name}/-/${base}-${version}.tgz`;
}
