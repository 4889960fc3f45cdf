import { lstatSync } from "node:fs";
import { join } from "node:path";
import { readSealed, type Seal } from "../disk/seal.ts";

/** One package as it was put into an application. */
export interface InstalledPackage {
  readonly version: string;
  /** What decided its files: equal keys are equal files. */
  readonly key: string;
  /** Paths in the package's folder and their bytes. */
  readonly files: Readonly<Record<string, number>>;
  /** Paths in the application's folder and SHA-256 of what was written there, hex. */
  readonly exports: Readonly<Record<string, string>>;
}

/** What is installed in an application, by name. It only saves work: losing it means copying again. */
export type Installed = ReadonlyMap<string, InstalledPackage>;

const FORMAT = 1;

/** Bytes: more than the records of a thousand large packages take. */
const LARGEST = 268_435_456;

/** Where it is kept, in the folder of installed packages; no package is called so. */
export const INSTALLED_FILE = ".installed.json";

/**
 * What is installed; nothing when this person's pak has not written it, for whoever gives somebody such a file would
 * say what is there, and what is to be removed.
 *
 * @param paks the folder of installed packages, absolute
 */
export function readInstalled(paks: string, seal: Seal): Installed {
  const text = readSealed(join(paks, INSTALLED_FILE), LARGEST, seal);
  const { format, packages } = JSON.parse(text ?? "{}");
  return new Map(format === FORMAT ? Object.entries(packages as Record<string, InstalledPackage>) : []);
}

export function renderInstalled(installed: Installed, seal: Seal): string {
  return seal.close(`${JSON.stringify({ format: FORMAT, packages: Object.fromEntries(installed) })}\n`);
}

/** Whether all that was put into an application for a package is still there, by size. */
export function isWhole(
  root: string,
  folder: string,
  { files, exports }: Pick<InstalledPackage, "files" | "exports">,
): boolean {
  const sizeOf = (path: string) => {
    try {
      const found = lstatSync(path);
      return found.isFile() ? found.size : undefined;
    } catch {
      // A folder on the way is gone, or a file has taken its place.
      return undefined;
    }
  };
  return (
    Object.entries(files).every(([path, size]) => sizeOf(join(root, folder, path)) === size) &&
    Object.keys(exports).every(path => sizeOf(join(root, path)) !== undefined)
  );
}
