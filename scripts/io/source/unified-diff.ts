import { applyPatch, parsePatch, type StructuredPatch } from "diff";
import { PakError } from "../../errors.ts";
import { renderTerminal } from "../../model/text/terminal.ts";

/** A text file as a diff finds or leaves it. */
export interface DiffedFile {
  readonly text: string;
  /** Permission bits: 0644 or 0755. */
  readonly mode: number;
}

/** Paths and what a diff leaves there; `undefined` for a file that it deletes. */
export type DiffedFiles = ReadonlyMap<string, DiffedFile | undefined>;

/** What git and GNU diff write instead of hunks for files that are no text. They can't begin a line of a hunk. */
const BINARY = /^(?:GIT binary patch|(?:Binary f|F)iles .* differ\r?$)/m;

/** The end of a mail from `git format-patch`, which would pass for a line of the last hunk. */
const SIGNATURE = /^-- \r?\n\d.*$/gm;

const MODES: ReadonlyMap<string, number> = new Map([
  ["100644", 0o644],
  ["100664", 0o644],
  ["100755", 0o755],
]);

const NOWHERE = "/dev/null";

/** Hunks may have moved within the file, but every line of them has to be there. */
const EXACTLY = { fuzzFactor: 0, autoConvertLineEndings: false };

/**
 * Applies a unified diff, of git or of GNU diff, to the files that `read` gives; nothing is written. A prefix `a/` or
 * `b/` is cut. Several changes of one file apply one after the other.
 *
 * @param read the file of a path, or `undefined` when there is none
 * @throws PakError PATCH_APPLY for the first file or hunk that does not fit, and for what is no text: a binary patch,
 *   a link, a submodule
 */
export function applyDiff(diff: string, read: (path: string) => DiffedFile | undefined): DiffedFiles {
  if (BINARY.test(diff)) throw makeError("changes a file that is no text");
  const files = new Map<string, DiffedFile | undefined>();
  const find = (path: string) => (files.has(path) ? files.get(path) : read(path));
  for (const patch of parseDiff(diff)) {
    const { from, to } = readPaths(patch, find);
    const before = from === undefined ? undefined : find(from);
    if (from !== undefined && before === undefined) throw makeError("changes a file that is not there", from);
    if (to !== undefined && to !== from && find(to) !== undefined)
      throw makeError("makes a file that is there already", to);
    const text = applyHunks(before?.text ?? "", patch, from ?? to ?? "");
    if (to === undefined && text !== "") throw makeError("deletes a file that has more lines", from);
    if (from !== undefined && from !== to && !patch.isCopy) files.set(from, undefined);
    if (to !== undefined) files.set(to, { text, mode: readMode(patch, before?.mode ?? 0o644, to) });
  }
  if (files.size === 0) throw makeError("is neither an archive nor a unified diff");
  return files;
}

/** The changes of a diff, without the prose around them. */
function parseDiff(diff: string): StructuredPatch[] {
  try {
    const patches = parsePatch(diff.replace(SIGNATURE, ""));
    return patches.filter(
      ({ hunks, newFileName, index }) => hunks.length > 0 || (newFileName ?? index) !== undefined,
    );
  } catch (error) {
    throw makeError(`can't be read: ${renderTerminal((error as Error).message).slice(0, 200)}`);
  }
}

/** What a change reads and what it writes; each may be nothing. */
function readPaths(
  patch: StructuredPatch,
  find: (path: string) => DiffedFile | undefined,
): { from: string | undefined; to: string | undefined } {
  const { oldFileName, newFileName, oldHeader, newHeader, hunks } = patch;
  if (oldFileName === undefined || newFileName === undefined)
    throw makeError("does not name a file", patch.index);
  const [before, after] = [oldFileName.replace(/^a\//, ""), newFileName.replace(/^b\//, "")];
  const isBare = hunks.length === 0 && patch.newMode === undefined && !patch.isDelete;
  if (isBare && !patch.isRename && !patch.isCopy) throw makeError("does not say what changes", after);
  if (patch.isRename || patch.isCopy) return { from: before, to: after };
  if (after === NOWHERE || patch.isDelete || isNever(newHeader)) return { from: before, to: undefined };
  const isNew = before === NOWHERE || patch.isCreate || (isNever(oldHeader) && find(after) === undefined);
  return { from: isNew ? undefined : after, to: after };
}

/** Whether the time behind a name is the beginning of all, by which GNU diff says that there is no file (`-N`). */
function isNever(header: string | undefined): boolean {
  return header !== undefined && Date.parse(header.replace(/\.\d+/, "")) === 0;
}

function readMode({ newMode }: StructuredPatch, before: number, path: string): number {
  const mode = newMode === undefined ? before : MODES.get(newMode);
  if (mode === undefined) throw makeError("makes a link or a submodule", path);
  return mode;
}

function applyHunks(text: string, patch: StructuredPatch, path: string): string {
  const applyFirst = (count: number) =>
    applyPatch(text, { ...patch, hunks: patch.hunks.slice(0, count) }, EXACTLY);
  const applied = applyFirst(patch.hunks.length);
  if (applied !== false) return applied;
  // Halving finds the first that does not fit, also among very many.
  let [fits, fails] = [0, patch.hunks.length];
  while (fails - fits > 1) {
    const middle = (fits + fails) >> 1;
    if (applyFirst(middle) === false) fails = middle;
    else fits = middle;
  }
  throw makeError(`does not fit: hunk ${fails} of ${patch.hunks.length}`, path);
}

function makeError(what: string, path?: string): PakError {
  const where = path === undefined ? "" : `, in ${renderTerminal(JSON.stringify(path.slice(0, 120)))}`;
  return new PakError("PATCH_APPLY", `the patch ${what}${where}`, {
    fix: "report it to the maintainers: the patch is not one for this version; nothing of it was applied",
  });
}
