import type { Finding } from "../finding.ts";
import type { Directories } from "../install/application.ts";
import { type ExportedPackage, planExports } from "../install/export.ts";

/** Where an image has the files of packages. */
export const IMAGE_FOLDER = "usr/share/paks";

/** The folders of an application that says nothing of its own. */
const DIRECTORIES: Directories = { export: "lib", paks: "paks" };

/** A file of a package, and where an image has it: relative to `/usr/share/paks/NAME`. */
export interface ImageFile {
  readonly from: string;
  readonly to: string;
}

/**
 * The files that an image of one package holds: what it would export into an application, or all of it when it exports
 * nothing, or `lib/` for want of a better word: that alone is half a library in C. What goes into the package's own folder of exports, `lib/NAME`, lies at the top; a package that exports
 * elsewhere too keeps the application's folders.
 */
export function planImageFiles(exported: ExportedPackage): { files: ImageFile[]; findings: Finding[] } {
  const { manifest, paths } = exported;
  const isExporting = manifest.export !== undefined || paths.some(path => path.startsWith("dist/"));
  const planned = isExporting ? planExports(exported, DIRECTORIES) : undefined;
  const { copies = [], findings = [] } = planned ?? {};
  if (copies.length === 0) return { files: paths.map(path => ({ from: path, to: path })), findings };
  const own = `${DIRECTORIES.export}/${exported.name}/`;
  const isOwn = copies.every(({ to }) => to.startsWith(own));
  return { files: copies.map(({ from, to }) => ({ from, to: isOwn ? to.slice(own.length) : to })), findings };
}
