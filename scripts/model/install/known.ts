import { type Json, withoutAbsent } from "../json.ts";
import { blendLayers, type Layer } from "../manifest/layers.ts";
import { listCatalogLayers } from "../manifest/manifest.ts";
import type { PackageDocument } from "../published/package-document.ts";
import type { Release, ReleasedFile } from "../release/release.ts";
import { isRegistry } from "./package-word.ts";
import type { KnownPackage } from "./resolve.ts";
import type { Pin, Selection } from "./selection.ts";

/** A package as a catalog told it. */
export interface Located {
  /** Aliases followed. */
  readonly name: string;
  /** Names on the way from what was asked for to `name`; none for what is no alias. */
  readonly hops: readonly string[];
  /** The name that the catalog signs, `npm` or `bower`. */
  readonly catalog: string;
  /** Of `name`. */
  readonly document: PackageDocument;
  /** Why the package, or an alias on the way, was withdrawn. */
  readonly retracted?: string;
}

/** What decides which layers a person has for a version. */
export type Selected = Pick<Selection, "name" | "endpoint" | "version">;

/** What the person who installs says of a package, beside the catalog: `~/.pak/overrides`, the application. */
export type PersonalLayers = (selected: Selected) => readonly Layer[];

/** A selection with what this person says of it. */
export function withLayers(selection: Selection, layersOf: PersonalLayers): Selection {
  return { ...selection, layers: [...selection.layers, ...layersOf(selection)] };
}

/** A package as the resolver sees it, with the dependencies that this person's layers leave it. */
export function knowLocated(located: Located, personal: PersonalLayers): KnownPackage {
  return {
    name: located.name,
    releases: located.document.releases,
    dependenciesOf: release => dependenciesOf(withLayers(makeSelection(located, release), personal)),
  };
}

/** The same of what a lock file has: one release. */
export function knowLocked(selection: Selection, personal: PersonalLayers): KnownPackage {
  const { name, version } = selection;
  // When it was published plays no part in what was chosen already.
  const release: Release = { version, published: "" };
  return { name, releases: [release], dependenciesOf: () => dependenciesOf(withLayers(selection, personal)) };
}

/** The selection of a release that a catalog has recorded. */
export function makeSelection({ name, catalog, document }: Located, release: Release): Selection {
  const { entry, override } = document;
  return {
    name,
    version: release.version,
    catalog,
    endpoint: entry.endpoint,
    pin: pinOf(release),
    ...withoutAbsent({ artifact: release.artifact && fileOf(release.artifact) }),
    layers: listCatalogLayers(entry, release, override),
  };
}

function pinOf({ integrity, tag, commit, tree }: Release): Pin {
  if (integrity !== undefined) return { integrity };
  // The rules of releases let none pass that has neither.
  return { tag: tag!, commit: commit!, ...(tree === undefined ? {} : { tree }) };
}

/** What proves it, without how it was made. */
function fileOf({ sha256, size, oci }: ReleasedFile): ReleasedFile {
  return { sha256, size, oci };
}

function dependenciesOf({ catalog, layers }: Selection): ReturnType<KnownPackage["dependenciesOf"]> {
  const { dependencies = {}, optionalDependencies = {} } = blendLayers(layers);
  // What comes straight from another registry means that registry's packages.
  const prefix = isRegistry(catalog) ? `${catalog}:` : "";
  const read = (map: Json) =>
    Object.fromEntries(
      Object.entries(map as Record<string, string>).map(([key, value]) => [prefix + key, value]),
    );
  return { dependencies: read(dependencies), optionalDependencies: read(optionalDependencies) };
}
