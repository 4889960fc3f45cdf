import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject } from "../../model/json.ts";
import { isName } from "../../model/name/name.ts";
import { isPlainPath } from "../../model/name/portable.ts";

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

/** Where it is kept, in the folder of installed packages; no package is called so. */
export const INSTALLED_FILE = ".installed.json";

/** @param paks the folder of installed packages, absolute */
export function readInstalled(paks: string): Installed {
  try {
    const { format, packages } = JSON.parse(readFileSync(join(paks, INSTALLED_FILE), "utf8"));
    const entries = Object.entries(packages as Record<string, InstalledPackage>);
    return new Map(format === FORMAT && entries.every(isInside) ? entries : []);
  } catch {
    return new Map();
  }
}

/** Whoever gives somebody this file says what is removed: that is a package's folder or lies in the application. */
function isInside([name, { files, exports }]: [string, InstalledPackage]): boolean {
  return isName(name) && isJsonObject(files) && Object.keys(exports).every(isPlainPath);
}

export function renderInstalled(installed: Installed): string {
  return `${JSON.stringify({ format: FORMAT, packages: Object.fromEntries(installed) })}\n`;
}

/** Whether all that was put into an application for a package is still there, by size. */
export function isWhole(
  root: string,
  folder: string,
  { files, exports }: Pick<InstalledPackage, "files" | "exports">,
): boolean {
  const sizeOf = (path: string) => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found?.isFile() === true ? found.size : undefined;
  };
  return (
    Object.entries(files).every(([path, size]) => sizeOf(join(root, folder, path)) === size) &&
    Object.keys(exports).every(path => sizeOf(join(root, path)) !== undefined)
  );
}
