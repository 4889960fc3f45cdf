import type { ChangedFile } from "../../model/entry/tree.ts";
import { parsePath } from "../../model/name/paths.ts";
import { isYank } from "../../model/release/yank.ts";
import { readDocument } from "../catalog/read-entry.ts";
import type { ReadFile } from "../catalog/source.ts";
import { readBlobSizes, type TreeChange } from "../git/objects.ts";

/** What tree rules look at: sizes come from git, the name inside an entry from its bytes. */
export function describeFiles(
  root: string,
  changes: readonly TreeChange[],
  before: ReadFile,
  after: ReadFile,
): ChangedFile[] {
  const sizes = readBlobSizes(
    root,
    changes.map(change => change.id),
  );
  return changes.map(({ path, mode, status }, at) => {
    const kind = parsePath(path)?.kind;
    const name = kind === "entry" ? readDocument(after(path))?.name : undefined;
    const isWithdrawal = kind === "releases" && mode === PLAIN && isYanked(before(path), after(path));
    return {
      path,
      mode,
      status,
      size: sizes[at]!,
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
