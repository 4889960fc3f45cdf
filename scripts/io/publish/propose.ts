import { type Finding, isRefusal } from "../../model/finding.ts";
import type { Form } from "../../model/publish/form.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import { checkChanges, PUBLISHER } from "../change/check-changes.ts";
import { commitFiles, type Signer } from "../git/commit-files.ts";
import { askGit, findCommit, findTree, runGit } from "../git/git.ts";
import type { Asker } from "../owners/check-rights.ts";
import { withScratch } from "./scratch.ts";

/** A change of one package's files that its publisher wants. */
export interface Proposal {
  readonly name: string;
  /** What its branch's name begins with; absent: `publish`. */
  readonly kind?: Form;
  /** Path to new bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** One line: the commit's subject and the pull request's title. */
  readonly title: string;
}

/** How a proposal is made. */
export interface ProposeOrder {
  /** The clone of the catalog, or a bare one. */
  readonly root: string;
  readonly rulebook: Rulebook;
  /** The commit it is made upon, 40 hex digits. */
  readonly base: string;
  readonly proposal: Proposal;
  readonly signer: Signer;
  readonly asker: Asker;
  /** Look only: nothing is written. */
  readonly isDry: boolean;
  /** Called when the change is found right, before anything is written. */
  accept?(): void;
}

/** What came of it. */
export interface Proposed {
  /** `publish/NAME` or `recover/NAME`, below `refs/heads/`. */
  readonly branch: string;
  /** What CI will find, by the same rules. */
  readonly findings: readonly Finding[];
  /** The change as `git diff` shows it. */
  readonly diff: string;
  /** The signed commit on the branch; absent when nothing was written. */
  readonly commit?: string;
  /** Whether the base says all of it already. */
  readonly isUnchanged: boolean;
  /** Whether a finding keeps the change out for good, and not only until a maintainer has looked at it. */
  readonly isRefused: boolean;
}

/**
 * Makes a signed commit of a change on a branch of its own, after checking it as CI will. What only waits for a
 * maintainer (a held finding) does not keep the commit from being made; any other blocking finding does.
 */
export async function propose(order: ProposeOrder): Promise<Proposed> {
  const { root, base, proposal, signer, isDry } = order;
  const branch = `${proposal.kind ?? "publish"}/${proposal.name}`;
  const make = (at: string) =>
    commitFiles({ root: at, parent: base, files: proposal.files, message: `${proposal.title}\n`, signer });
  const tried = await withScratch(root, async scratch => {
    const commit = await make(scratch);
    const tree = findTree(scratch, commit);
    const diff = runGit(scratch, ["diff", "--no-color", "--no-ext-diff", "--no-textconv", base, commit]);
    const checked = await checkIn(scratch, commit, order);
    return { ...checked, tree, diff: diff.toString(), kept: await findKept(scratch, branch, tree, order) };
  });
  const { findings, tree, diff, kept } = tried;
  const isUnchanged = tree === findTree(root, base);
  const isRefused = !isUnchanged && findings.some(isRefusal);
  const told = { branch, findings, diff, isUnchanged, isRefused };
  if (isDry || isUnchanged || isRefused) return told;
  order.accept?.();
  const commit = kept ?? (await make(root));
  if (kept === undefined) runGit(root, ["update-ref", `refs/heads/${branch}`, commit]);
  return { ...told, commit };
}

async function checkIn(scratch: string, head: string, { rulebook, base, asker, signer }: ProposeOrder) {
  return checkChanges({
    root: scratch,
    rulebook,
    base,
    head,
    ...PUBLISHER,
    asker,
    now: signer.now,
  });
}

/**
 * The branch's commit, when an earlier run left one that holds the same files upon the same base, and the check
 * finds no more in it: one that somebody made by hand may lack the signature.
 */
async function findKept(
  scratch: string,
  branch: string,
  tree: string,
  order: ProposeOrder,
): Promise<string | undefined> {
  const { root, base } = order;
  const commit = findCommit(root, `refs/heads/${branch}`);
  if (commit === undefined || findTree(root, commit) !== tree) return undefined;
  const parent = askGit(root, ["rev-parse", "--verify", "--quiet", `${commit}^`])
    .stdout.toString()
    .trim();
  if (parent !== base) return undefined;
  const { findings } = await checkIn(scratch, commit, order);
  return findings.some(isRefusal) ? undefined : commit;
}
