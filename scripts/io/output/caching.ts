import type { Finding } from "../../model/finding.ts";
import { findingsOf } from "../../model/install/package-findings.ts";
import type { Selection } from "../../model/install/selection.ts";
import type { CachedPackage } from "../cache/record.ts";
import { renderFinding } from "./report.ts";
import { type ResolutionDocument, renderAllExplained, renderNotes } from "./resolution.ts";

/** Packages in the cache, as `--json` tells it. */
export interface CachingDocument extends ResolutionDocument {
  readonly cached: readonly {
    readonly name: string;
    readonly version: string;
    readonly catalog: string;
    readonly endpoint: string;
    /** Absolute. */
    readonly folder: string;
    readonly files: number;
    /** bytes */
    readonly size: number;
  }[];
  readonly findings: readonly Finding[];
}

export function buildCaching(
  resolution: ResolutionDocument,
  packages: readonly { readonly selection: Selection; readonly cached: CachedPackage }[],
): CachingDocument {
  return {
    cached: packages.map(({ selection: { name, version, catalog, endpoint }, cached: { folder, files } }) => {
      const size = files.reduce((sum, file) => sum + file.size, 0);
      return { name, version, catalog, endpoint, folder, files: files.length, size };
    }),
    findings: packages.flatMap(({ selection, cached }) => findingsOf(selection.name, cached.warnings)),
    ...resolution,
  };
}

/** The same as lines: the result, and notes about it for people. */
export function renderCaching(told: CachingDocument): { result: string[]; notes: string[] } {
  return {
    notes: [...renderNotes(told), ...told.findings.flatMap(renderFinding)],
    result: [
      ...told.cached.map(({ name, version, folder }) => `${name} ${version}  ${folder}`),
      ...renderAllExplained(told),
    ],
  };
}
