import { type Finding, finding } from "../finding.ts";

/** A file that a build left. */
export interface ComparedFile {
  readonly path: string;
  /** hex */
  readonly sha256: string;
  readonly isExecutable: boolean;
}

/** Files that a finding names. */
const MOST_NAMED = 3;

/** The finding for two builds of one version that left other files, or `undefined` when they left the same. */
export function compareBuilds(
  first: readonly ComparedFile[],
  second: readonly ComparedFile[],
): Finding | undefined {
  const [before, after] = [first, second].map(
    files => new Map(files.map(file => [file.path, renderKey(file)])),
  );
  const paths = [...new Set([...before!.keys(), ...after!.keys()])].sort();
  const differing = paths.filter(path => before!.get(path) !== after!.get(path));
  if (differing.length === 0) return undefined;
  const others = differing.length > MOST_NAMED ? ` and ${differing.length - MOST_NAMED} others` : "";
  const named = differing.slice(0, MOST_NAMED).join(", ") + others;
  return makeUnreproducible(`a second build left other bytes in ${named}`);
}

/** The finding for a version that can't be built twice. */
export function makeUnreproducible(message: string): Finding {
  return finding("BUILD_UNREPRODUCIBLE", message, {
    severity: "warning",
    expected: "the same bytes whenever it is built",
    fix: "look for times, random numbers and lists without order in what is built: SOURCE_DATE_EPOCH is the time to write",
  });
}

function renderKey({ sha256, isExecutable }: ComparedFile): string {
  return `${sha256} ${isExecutable}`;
}
