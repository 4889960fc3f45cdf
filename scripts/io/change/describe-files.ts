import type { ChangedFile } from "../../model/entry/tree.ts";
import { parsePath } from "../../model/name/paths.ts";
import { isYank } from "../../model/release/yank.ts";
import { readDocument } from "../catalog/read-entry.ts";
import type { ReadFile } from "../catalog/source.ts";
import { readBlobSizes, type TreeChange } from "../git/objects.ts";

/** What tree rules look at before anything is read: sizes come from git. */
export function measureFiles(root: string, changes: readonly TreeChange[]): ChangedFile[] {
  const sizes = readBlobSizes(
    root,
    changes.map(change => change.id),
  );
  return changes.map(({ path, mode, status }, at) => ({ path, mode, status, size: sizes[at]! }));
}

/** The same with what stands inside: an entry's name, and whether releases are only withdrawn. */
export function describeFiles(
  files: readonly ChangedFile[],
  before: ReadFile,
  after: ReadFile,
): ChangedFile[] {
  return files.map(file => {
    const { path, mode } = file;
    const kind = parsePath(path)?.kind;
    const name = kind === "entry" ? readDocument(after(path))?.name : undefined;
    const isWithdrawal = kind === "releases" && mode === PLAIN && isYanked(before(path), after(path));
    return {
      ...file,
      ...(typeof name === "string" ? { name } : {}),
      ...(isWithdrawal ? { isYank: true } : {}),
    };
  });
}

/** git's mode of a plain file. */
const PLAIN = "100644";

function isYanked(before: Uint8Array | undefined, after: Uint8Array | undefined): boolean {
  const [then, now] = [readDocument(before), readDocument(after)];
  return then !== undefined && now !== undefined && isYank(then, now);
}
