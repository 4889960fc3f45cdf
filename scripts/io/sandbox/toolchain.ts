import { accessSync, constants, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Where the system keeps its programs and libraries: what steps always see. */
export const SYSTEM = [
  "/usr",
  "/bin",
  "/sbin",
  "/lib",
  "/lib32",
  "/lib64",
  "/libx32",
  "/nix/store",
  "/gnu/store",
];

/** Names of files and folders that a person's or a repository's folder has, and a toolchain's has not. */
const PERSONAL = [".git", ".ssh", ".docker", ".config", ".npmrc", ".netrc", ".gnupg", ".aws"];

/** Programs that the person has beside the system's. */
export interface Toolchain {
  /** Folders of programs, first one first. */
  readonly path: readonly string[];
  /** Folders that hold them and what they need, outside of the system's. */
  readonly prefixes: readonly string[];
}

/** Where to look for programs, and where not. */
export interface ToolchainSearch {
  /** This process's own Node. */
  readonly node: string;
  /** The person's PATH. */
  readonly path: string;
  readonly home: string;
  /** Folders that no step may see: the repository, where the program keeps its keys. */
  readonly hidden: readonly string[];
}

/**
 * The programs of a person's PATH as steps may see them: each folder of it with the prefix around it
 * (`…/versions/3.11.7` of `…/versions/3.11.7/bin`). Left out are prefixes that hold the home, a hidden folder, a
 * repository or credentials, or that lie in a hidden folder or directly in the home (`~/.local`, `~/bin`), and what
 * does not exist. Instead of the shims of pyenv, rbenv and their kin come the versions that they stand for.
 */
export function findToolchain({ node, path, home, hidden }: ToolchainSearch): Toolchain {
  const folders = new Set<string>();
  const prefixes = new Set<string>();
  const add = (folder: string, isAllowed: (prefix: string) => boolean): void => {
    const prefix = basename(folder) === "bin" ? dirname(folder) : folder;
    if (isSystem(folder)) folders.add(folder);
    else if (isAllowed(prefix)) {
      folders.add(folder);
      prefixes.add(prefix);
    }
  };
  const secret = [home, ...hidden].flatMap(folder => findReal(folder) ?? []);
  const isToolchain = (prefix: string) =>
    !secret.some(folder => isWithin(folder, prefix)) && !isPersonal(prefix);

  // Node itself may be part of the repository: npm puts it there.
  add(dirname(realpathSync(node)), isToolchain);
  for (const entry of path.split(":").flatMap(listVersions)) {
    const folder = entry.startsWith("/") ? findReal(entry) : undefined;
    if (folder === undefined) continue;
    add(
      folder,
      prefix =>
        isToolchain(prefix) &&
        dirname(prefix) !== findReal(home) &&
        !hidden.some(one => isWithin(prefix, findReal(one) ?? one)),
    );
  }
  for (const folder of ["/usr/local/bin", "/usr/bin", "/bin"]) folders.add(folder);
  return { path: [...folders], prefixes: [...prefixes] };
}

/** The file of a program; absent when no folder of `path` has it. */
export function findProgram(name: string, path: readonly string[]): string | undefined {
  return path.map(folder => join(folder, name)).find(isExecutable);
}

/** Whether a path is a folder or lies in it; both real. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}

/** A path without links; absent when there is no such thing. */
export function findReal(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function isSystem(folder: string): boolean {
  return SYSTEM.some(system => isWithin(folder, system));
}

function isPersonal(prefix: string): boolean {
  return prefix === "/" || readdirSync(prefix).some(name => PERSONAL.includes(name));
}

/** What a folder of shims stands for: `version` beside it names the versions that the person has chosen. */
function listVersions(entry: string): string[] {
  if (basename(entry) !== "shims") return [entry];
  try {
    const versions = readFileSync(join(dirname(entry), "version"), "utf8").split(/\s+/);
    return versions
      .filter(version => /^\w[\w.-]*$/.test(version))
      .map(version => join(dirname(entry), "versions", version, "bin"));
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
