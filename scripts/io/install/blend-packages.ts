import { hash } from "node:crypto";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { type Finding, finding } from "../../model/finding.ts";
import { blendIntoApplication, blendManaged, listManaged } from "../../model/install/application-blend.ts";
import { findingsOf } from "../../model/install/package-findings.ts";
import type { JsonObject } from "../../model/json.ts";
import { type CachedFile, type CachedPackage, readCached } from "../cache/record.ts";
import { type ManifestFile, readManifestFile } from "../json/manifest-file.ts";

/** A package that may have something to blend. */
export interface BlendingPackage {
  readonly name: string;
  readonly cached: CachedPackage;
  /** With the application's layers. */
  readonly manifest: JsonObject;
  /** The same without what the package says of itself. */
  readonly vouched: JsonObject;
  /** What was blended when it was installed before. */
  readonly before: string | undefined;
}

/** A file of the application that packages manage, and what stood there before. */
export interface ManagedFile {
  readonly before: ManifestFile | undefined;
  readonly document: JsonObject;
}

/** The application after its packages were blended into it. */
export interface Blended {
  readonly document: JsonObject;
  /** By path in the application's folder. */
  readonly managed: ReadonlyMap<string, ManagedFile>;
  /** By package: a digest of what it blends, hex. */
  readonly digests: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
}

/**
 * Blends what packages have to say into an application: `blend` into its `pak.json`, and each file that they
 * `manage`. What was blended before is not blended again, so that an installation that is repeated adds nothing.
 *
 * @param root the application's folder
 * @param packages dependencies before those who need them
 */
export function blendPackages(
  root: string,
  document: JsonObject,
  packages: readonly BlendingPackage[],
): Blended {
  let blended = document;
  const managed = new Map<string, ManagedFile>();
  const digests = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { name, cached, manifest, vouched, before } of packages) {
    const { paths, findings: refused } = listManaged(manifest, vouched);
    const present = cached.files.filter(({ path }) => paths.includes(path));
    const said = [manifest.blend ?? null, present.map(file => [file.path, file.sha256])];
    const digest = hash("sha256", JSON.stringify(said));
    digests.set(name, digest);
    findings.push(...findingsOf(name, refused));
    if (digest === before) continue;
    const applied = blendIntoApplication(blended, manifest);
    blended = applied.document;
    findings.push(...findingsOf(name, applied.findings));
    for (const managedFile of present) {
      const { path } = managedFile;
      const theirs = readTheirs(name, cached, managedFile);
      if ("finding" in theirs) {
        findings.push(...findingsOf(name, [theirs.finding]));
        continue;
      }
      const file = managed.get(path) ?? openManaged(root, path);
      managed.set(path, { ...file, document: blendManaged(file.document, theirs.document) });
    }
    for (const path of paths.filter(wanted => !present.some(file => file.path === wanted))) {
      const why = `${name} manages ${path}, but has no such file`;
      findings.push(...findingsOf(name, [finding("MANAGE_MISSING", why, { severity: "warning" })]));
    }
  }
  return { document: blended, managed, digests, findings };
}

/** A package's managed file; one that can't be read is told and changes nothing. */
function readTheirs(
  name: string,
  cached: CachedPackage,
  file: CachedFile,
): { document: JsonObject } | { finding: Finding } {
  const { folder } = cached;
  const { path } = file;
  readCached(cached, file);
  try {
    return { document: readManifestFile(join(folder, path))?.document ?? {} };
  } catch (error) {
    if (!(error instanceof PakError)) throw error;
    const why = `${name} manages ${path}, but its own ${error.message.replace(join(folder, "/"), "")}`;
    return { finding: finding("MANAGE_SYNTAX", why, { severity: "warning" }) };
  }
}

function openManaged(root: string, path: string): ManagedFile {
  const before = readManifestFile(join(root, path));
  return { before, document: before?.document ?? {} };
}
