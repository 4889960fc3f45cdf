import { PakError } from "../errors.ts";
import { readToken } from "../io/github/token.ts";
import type { Credentials } from "../io/oci/authorization.ts";
import { isLocal, isPlace, parseReference, type Reference } from "../model/oci/reference.ts";
import type { CatalogSettings } from "../model/settings.ts";
import type { Arguments, World } from "./command.ts";
import { readOwnSettings } from "./own-settings.ts";

/** Flags of every command that pushes to a registry. */
export const REGISTRY_FLAGS = {
  registry: {
    value: "REF",
    summary: "where to push to, as in ghcr.io/owner/packages (settings, else package.json)",
  },
} as const;

/** Where a package goes. */
export interface RegistryTarget {
  /** `HOST/NAME`; packages lie below it. */
  readonly place: string;
  /** Whether only the catalog's own `package.json` names it. */
  readonly isCatalogs: boolean;
}

/**
 * The registry to push to: `--registry`, else the person's settings, else `pak.registry` in the catalog's package.json.
 *
 * @throws PakError USAGE for a flag that is none, SETTINGS when nobody names one
 */
export function readTarget(world: World, { flags }: Arguments, settings: CatalogSettings): RegistryTarget {
  const { registry } = flags;
  if (typeof registry === "string" && !isPlace(registry)) {
    throw new PakError("USAGE", `${JSON.stringify(registry)} is no place in a registry`, {
      fix: "give host and name in lower case, without tag: ghcr.io/owner/packages",
    });
  }
  const own = typeof registry === "string" ? registry : readOwnSettings(world).registry;
  if (own !== undefined) return { place: own, isCatalogs: false };
  if (settings.registry !== undefined) return { place: settings.registry, isCatalogs: true };
  throw new PakError("SETTINGS", "nobody says which registry releases go to", {
    fix: 'name one: --registry ghcr.io/owner/packages, or "registry" in the settings or in package.json → pak',
  });
}

/** The repository of a package, or of something that belongs to it. */
export function repositoryIn({ place }: RegistryTarget, name: string): Reference {
  return parseReference(`${place}/${name}`)!;
}

/** GitHub's own: a token of GitHub may go there whoever names it. */
const GITHUB = "ghcr.io";

/**
 * Who pushes. A catalog that was cloned from somebody can't choose who else gets the person's token: a registry that
 * only its package.json names has to be GitHub's, or on this computer.
 *
 * @throws PakError TOKEN without one, or when it would go to such a place
 */
export function readCredentials(world: World, target: RegistryTarget): Credentials {
  const { environment } = world;
  const { host } = parseReference(target.place)!;
  const token = readToken(environment);
  if (token === undefined) {
    throw environment.CI
      ? new PakError("TOKEN", "this job has no GITHUB_TOKEN, so nothing can be pushed", {
          fix: "give the step `env: GITHUB_TOKEN: ${{ github.token }}` and the job `permissions: packages: write`",
        })
      : new PakError("TOKEN", `nothing can be pushed to ${host} without a token`, {
          fix: "set GITHUB_TOKEN to one with the right write:packages, or see what would be pushed: --dry-run",
        });
  }
  if (target.isCatalogs && host !== GITHUB && !isLocal(host)) {
    throw new PakError("TOKEN", `the catalog alone names ${host}: your token is not sent there`, {
      fix: `if you trust it, name it yourself: --registry ${target.place}, or in the settings`,
    });
  }
  return { user: readUser(world), token };
}

/**
 * Who fetches from a registry: GITHUB_TOKEN where the person's own settings name that registry, for packages that not
 * everybody may read; else nobody in particular. What a catalog names gets no token.
 */
export function findReader(world: World): (host: string) => Credentials | undefined {
  const { registry } = readOwnSettings(world);
  const own = registry === undefined ? undefined : parseReference(registry)?.host;
  const token = world.environment.GITHUB_TOKEN;
  return host => (host === own && token ? { user: readUser(world), token } : undefined);
}

function readUser(world: World): string {
  return readOwnSettings(world).user ?? (world.environment.GITHUB_ACTOR || "x-access-token");
}
