import { parseStoredEndpoint } from "../entry/endpoint.ts";
import type { JsonObject } from "../json.ts";
import { buildManifest } from "../manifest/manifest.ts";
import { latestOf } from "../release/latest.ts";
import type { Release } from "../release/release.ts";
import { type Registries, renderTarballAddress } from "../upstream/registries.ts";
import type { PackageParts } from "./build.ts";

/** The least that npm needs to install a package, at `npm/NAME/`. */
export interface NpmAnswer {
  readonly name: string;
  readonly "dist-tags": { readonly latest: string };
  readonly versions: Readonly<Record<string, NpmVersion>>;
}

interface NpmVersion {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Ranges;
  readonly optionalDependencies?: Ranges;
  readonly deprecated?: string;
  readonly dist: { readonly tarball: string; readonly integrity?: string };
}

type Ranges = Readonly<Record<string, string>>;

/**
 * The answer to npm 10 and 11 with `--registry SITE/npm/`, or `undefined` for what is no npm package or has no
 * release that npm may choose.
 *
 * - The name is the catalog's, and so is the folder that npm makes: `popper` installs the tarball of another name.
 * - A version that was yanked is left out: npm has no word for it but unpublishing. What upstream says is carried over.
 * - Dependencies are those of the catalog's manifest, blended: all that the override leaves. One that the catalog does
 *   not have stays, and npm reports it as missing; without it, npm would install what can't work and say nothing.
 * - `latest` is what the catalog recommends.
 *
 * Source: npm's abbreviated metadata (`application/vnd.npm.install-v1+json`).
 *
 * @param target the package that the name leads to: itself unless it is an alias
 */
export function buildNpmAnswer(
  name: string,
  target: PackageParts,
  registries: Registries,
): NpmAnswer | undefined {
  const endpoint = parseStoredEndpoint(target.entry.endpoint);
  if (endpoint?.kind !== "npm") return undefined;
  const latest = latestOf(target.releases);
  if (latest === undefined) return undefined;
  const versions: Record<string, NpmVersion> = {};
  for (const release of target.releases) {
    if (release.yanked !== undefined) continue;
    const { version, integrity, deprecated } = release;
    versions[version] = {
      name,
      version,
      ...buildDependencies(target, release),
      ...(deprecated === undefined ? {} : { deprecated }),
      dist: {
        tarball: renderTarballAddress(registries, endpoint.name, version),
        ...(integrity === undefined ? {} : { integrity }),
      },
    };
  }
  return { name, "dist-tags": { latest: latest.version }, versions };
}

function buildDependencies({ entry, override }: PackageParts, release: Release) {
  // Most packages have no override, and nothing to blend for each of their versions.
  const manifest = override === undefined ? release : buildManifest(entry, release, override);
  const dependencies = renderRanges(manifest.dependencies, release.version);
  const optionalDependencies = renderRanges(manifest.optionalDependencies, release.version);
  return {
    ...(dependencies === undefined ? {} : { dependencies }),
    ...(optionalDependencies === undefined ? {} : { optionalDependencies }),
  };
}

/** Dependencies in npm's words; absent when there is none. */
function renderRanges(dependencies: unknown, version: string): Ranges | undefined {
  const entries = Object.entries((dependencies ?? {}) as JsonObject);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(
    entries.map(([name, expression]) => [name, renderRange(String(expression), version)]),
  );
}

/**
 * A version expression as npm spells it. What npm has no word for (`!=`) stays, and npm says that it can't read it.
 */
function renderRange(expression: string, version: string): string {
  return expression === "match" ? version : expression.replaceAll("&&", " ").replaceAll("==", "=");
}
