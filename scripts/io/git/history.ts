import { askGit } from "./git.ts";
import { parseRawDiff, type TreeChange } from "./objects.ts";

/** What one commit of the main line changed below some folders. */
export interface HistoryStep {
  /** Committer's date, UTC seconds since 1970. */
  readonly time: number;
  /** The step before, 40 hex digits; absent at the first. */
  readonly parent?: string;
  readonly changes: readonly TreeChange[];
}

/** Steps looked at: more than a feed of 100 changes can show. */
export const MOST_STEPS = 200;

/** First byte of each commit's header line; no path can hold it after git's quoting is off but NUL-separated. */
const MARK = "\u0001";

/**
 * The newest steps of a branch's main line, newest first: a merge counts as one step, so a pull request is one.
 *
 * @param range a revision, or `BASE..HEAD` for the steps since
 * @param folders only steps that changed something below them; none means all
 * @returns at most `MOST_STEPS`; none when git knows no such range
 */
export function readHistory(root: string, range: string, folders: readonly string[] = []): HistoryStep[] {
  const answer = askGit(root, [
    "log",
    "--first-parent",
    "-m",
    "--raw",
    "-z",
    "--no-renames",
    "--no-abbrev",
    `--max-count=${MOST_STEPS}`,
    `--format=${MARK}%ct %P`,
    range,
    "--",
    ...folders,
  ]);
  if (answer.status !== 0) return [];
  return answer.stdout
    .toString()
    .split(MARK)
    .slice(1)
    .map(step => {
      const [header = ""] = step.split(/[\0\n]/, 1);
      const [time, parent] = header.split(" ");
      const raw = step.slice(header.length).replace(/^[\0\n]+/, "");
      return { time: Number(time), ...(parent ? { parent } : {}), changes: parseRawDiff(Buffer.from(raw)) };
    });
}

/** Paths whose bytes in the work tree differ from the newest commit, files git does not know among them. */
export function listUncommitted(root: string): string[] {
  const answer = askGit(root, ["status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames"]);
  if (answer.status !== 0) return [];
  return answer.stdout
    .toString()
    .split("\0")
    .filter(line => line !== "")
    .map(line => line.slice(3));
}
