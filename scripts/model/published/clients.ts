import type { Registries } from "../upstream/registries.ts";
import { buildBowerAnswer } from "./bower-client.ts";
import { type PackageParts, renderDocument } from "./build.ts";
import type { ListFrame } from "./list.ts";
import { buildNpmAnswer } from "./npm-client.ts";
import { buildPakAnswer } from "./pak-client.ts";
import { BOWER_LIST_PATHS, bowerPath, bowerSearchPath, npmPath, PAK_LIST_PATH, pakPath } from "./paths.ts";

/** The addresses that answers to clients that exist already have to name. Plain data, so that threads can share it. */
export interface ClientAddresses {
  /** The published site's, with a slash at the end. */
  readonly site: string;
  /** Absent where npm has not told them: nothing is published for npm then. */
  readonly registries?: Registries;
}

/** A package's lines in the lists of other clients; absent where a client can't use the package. */
export interface ClientLines {
  readonly pak?: string;
  readonly bower?: string;
}

/** The lists that other clients read, whose lines are a package's `ClientLines`. */
export const CLIENT_LISTS: Readonly<
  Record<keyof ClientLines, { readonly paths: readonly string[]; readonly frame: ListFrame }>
> = {
  pak: { paths: [PAK_LIST_PATH], frame: { head: '{"data":[\n', foot: "\n]}\n" } },
  bower: { paths: BOWER_LIST_PATHS, frame: { head: "[\n", foot: "\n]\n" } },
};

/** Every path that may hold a package's answer to another client. */
export function listClientPaths(name: string): string[] {
  return [pakPath(name), bowerPath(name), bowerSearchPath(name), npmPath(name)];
}

/**
 * What unmodified clients read of one name: the original Pak, Bower and npm. A retracted name is none to them.
 *
 * @param target the package that the name leads to: itself unless it is an alias
 */
export function renderClientFiles(
  parts: PackageParts,
  target: PackageParts,
  { site, registries }: ClientAddresses,
): { files: [path: string, text: string][]; lines: ClientLines } {
  const { name } = parts.entry;
  if (parts.entry.retracted !== undefined || target.entry.retracted !== undefined)
    return { files: [], lines: {} };
  const pak = buildPakAnswer(parts, site);
  const bower = buildBowerAnswer(name, target);
  const npm = registries === undefined ? undefined : buildNpmAnswer(name, target, registries);
  const files: [string, string][] = [[pakPath(name), renderDocument(pak)]];
  if (bower !== undefined) {
    files.push([bowerPath(name), renderDocument(bower)]);
    // A static host can't look into names: a search finds the whole name.
    files.push([bowerSearchPath(name), renderDocument([bower])]);
  }
  if (npm !== undefined) files.push([npmPath(name), renderDocument(npm)]);
  return {
    files,
    lines: {
      pak: JSON.stringify({ name, ...pak }),
      ...(bower === undefined ? {} : { bower: JSON.stringify(bower) }),
    },
  };
}
