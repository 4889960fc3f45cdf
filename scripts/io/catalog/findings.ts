import type { Finding } from "../../model/finding.ts";
import { locate } from "../json/locate.ts";
import type { ReadFile } from "./source.ts";

/** A finding about a file, with the line and column its pointer names. */
export function locateInFile(found: Finding, read: ReadFile): Finding {
  const bytes = found.file === undefined ? undefined : read(found.file);
  if (bytes === undefined || found.line !== undefined) return found;
  return { ...found, ...locate(Buffer.from(bytes).toString(), found.pointer ?? []) };
}

/** Findings in the order a person reads them: file, line, column. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const keyOf = ({ file = "", line = 0, column = 0 }: Finding) => [file, line, column] as const;
  return [...findings].sort((a, b) => {
    const [fileA, lineA, columnA] = keyOf(a);
    const [fileB, lineB, columnB] = keyOf(b);
    if (fileA !== fileB) return fileA < fileB ? -1 : 1;
    return lineA - lineB || columnA - columnB;
  });
}
