import { hash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { overridePath } from "../../model/name/paths.ts";
import { buildBadge } from "../../model/published/badge.ts";
import {
  buildLatest,
  buildPackageDocument,
  buildRecord,
  type Dependency,
  listDependencies,
  type PackageParts,
  renderDocument,
} from "../../model/published/build.ts";
import { type ClientAddresses, type ClientLines, renderClientFiles } from "../../model/published/clients.ts";
import { renderRecord } from "../../model/published/list.ts";
import { badgePath, latestPath, packagePath } from "../../model/published/paths.ts";
import { renderPublishedOverride } from "../../model/published/published-override.ts";
import type { FileDigest } from "../../model/trust/trust.ts";

/** What the rest of a publication needs to know of one package. */
export interface PublishedPackage extends ClientLines {
  readonly name: string;
  /** Of the bytes of `api/v1/packages/NAME.json`. */
  readonly digest: FileDigest;
  /** The package's line in the list. */
  readonly line: string;
  readonly dependencies: readonly Dependency[];
}

/**
 * A package's own published files, path to text, and what the rest needs to know of it.
 *
 * @param target the package that an alias leads to
 */
export function renderPackage(
  parts: PackageParts,
  addresses: ClientAddresses,
  target: PackageParts = parts,
): {
  files: Map<string, string>;
  published: PublishedPackage;
} {
  const { name } = parts.entry;
  const document = renderDocument(buildPackageDocument(parts));
  const latest = buildLatest(parts);
  const files = new Map([[packagePath(name), document]]);
  if (latest !== undefined) files.set(latestPath(name), renderDocument(latest));
  if (parts.override !== undefined) {
    files.set(overridePath(name), renderPublishedOverride(parts.override));
  }
  const badge = buildBadge(parts);
  if (badge !== undefined) files.set(badgePath(name), renderDocument(badge));
  const clients = renderClientFiles(parts, target, addresses);
  for (const [path, text] of clients.files) files.set(path, text);
  return {
    files,
    published: {
      name,
      digest: { sha256: hash("sha256", document), length: Buffer.byteLength(document) },
      line: renderRecord(buildRecord(parts)),
      dependencies: listDependencies(parts),
      ...clients.lines,
    },
  };
}

/** Writes files below a folder nobody reads yet, making folders as needed. */
export function writeFiles(
  folder: string,
  files: Iterable<readonly [path: string, text: string | Uint8Array]>,
): void {
  for (const [path, text] of files) {
    const file = join(folder, path);
    try {
      writeFileSync(file, text, { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
}
