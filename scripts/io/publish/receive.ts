import { type Finding, finding } from "../../model/finding.ts";
import { makeChangeFinding, type ReadChange, readSentChange } from "../../model/publish/sent-change.ts";
import { writeFiles } from "../git/commit-files.ts";
import { askGit, runGit } from "../git/git.ts";
import { readBlobs } from "../git/objects.ts";
import { parseJson } from "../json/parse.ts";
import { ENTRY_LIMITS } from "../json/strictness.ts";
import type { Proposal } from "./propose.ts";

/** What a sent change came to: the id of its commit, or why there is none. */
export type Received = { readonly commit: string } | { readonly findings: readonly Finding[] };

/** Characters of the longest change that an issue takes (GitHub: 65,536), with the form around it. */
export const LONGEST_SENT = 60_000;

/** A whole file of the catalog is one text in it. */
const SENT_LIMITS = { ...ENTRY_LIMITS, text: LONGEST_SENT };

/** The text by which a signed commit is sent without a token; `receiveChange` makes the same commit of it. */
export function renderSentChange(root: string, commit: string, files: Proposal["files"]): string {
  const object = readBlobs(root, [commit], "commit")[0]!;
  const texts = [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]);
  return JSON.stringify({ commit: object.toString(), files: Object.fromEntries(texts) });
}

/**
 * Makes the commit that a text tells: its files upon its parent have to give its tree. No branch is touched.
 *
 * @param base the newest commit of main: its parent is this one or an earlier one, with the same workflows
 */
export async function receiveChange(root: string, base: string, text: string): Promise<Received> {
  const parsed = parseJson(Buffer.from(text), SENT_LIMITS);
  if (!("document" in parsed))
    return refuse(`the signed change can't be read: ${parsed.findings[0]?.message}`);
  const change = readSentChange(parsed.document as never);
  if ("findings" in change) return change;
  if (!isOfMain(root, base, change.parent)) {
    return {
      findings: [
        finding(
          "FORM_CHANGE",
          `the signed change is made upon ${change.parent}, which is no recent commit of the catalog`,
          {
            expected: "a commit of the catalog's main branch, since its workflows last changed",
            fix: "fetch the catalog's newest state (git fetch origin), run pak again and paste what it prints",
          },
        ),
      ],
    };
  }
  const files = new Map([...change.files].map(([path, file]) => [path, Buffer.from(file)]));
  const tree = await writeFiles({ root, parent: change.parent, files });
  if (tree !== change.tree) return refuse("the files of the signed change are not those that were signed");
  return writeCommit(root, change);
}

/**
 * Whether a commit was the tip of main once, with the workflows of now: those of a branch in the catalog itself run
 * with the catalog's rights, and what lies beside main's line was once a stranger's.
 */
function isOfMain(root: string, base: string, parent: string): boolean {
  const [was, is] = [parent, base].map(commit => findFolder(root, commit, ".github"));
  if (was !== is) return false;
  const line = runGit(root, ["rev-list", "--first-parent", base]).toString();
  return line.split("\n").includes(parent);
}

function findFolder(root: string, commit: string, folder: string): string {
  return askGit(root, ["rev-parse", "--verify", "--quiet", `${commit}:${folder}`])
    .stdout.toString()
    .trim();
}

function writeCommit(root: string, { commit }: ReadChange): Received {
  const input = Buffer.from(commit);
  const written = askGit(root, ["hash-object", "-t", "commit", "-w", "--stdin"], { input });
  if (written.status !== 0) return refuse("git does not take the signed change for a commit");
  return { commit: written.stdout.toString().trim() };
}

function refuse(message: string): Received {
  return { findings: [makeChangeFinding(message)] };
}
