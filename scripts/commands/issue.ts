import { PakError } from "../errors.ts";
import { loadRulebook, type Rulebook } from "../io/catalog/rulebook.ts";
import { checkChanges, PUBLISHER } from "../io/change/check-changes.ts";
import { commitFiles } from "../io/git/commit-files.ts";
import { findTree, readCommit, runGit } from "../io/git/git.ts";
import { type GitHub, openGitHub } from "../io/github/api.ts";
import { openAsker } from "../io/github/asker.ts";
import { fetchCommenter, keepComment } from "../io/github/comment.ts";
import { type Issue, issueBranch, readIssue, startValidation } from "../io/github/issue.ts";
import { readRepositoryPath } from "../io/github/pull.ts";
import { readEffects } from "../io/github/pull-effect.ts";
import { readNameState } from "../io/owners/statements.ts";
import { openClone } from "../io/publish/clone.ts";
import { readTypedOverride } from "../io/publish/override-source.ts";
import { renderPackageFiles } from "../io/publish/package-files.ts";
import { openPullRequest } from "../io/publish/pull-request.ts";
import { type Received, receiveChange } from "../io/publish/receive.ts";
import { type Finding, finding, isRefusal } from "../model/finding.ts";
import { checkName } from "../model/name/name.ts";
import { type FormValues, parseForm, readFormIntent } from "../model/publish/form.ts";
import { applyIntent, type Intent } from "../model/publish/intent.ts";
import { renderSummary, SUMMARY_MARKER } from "../model/publish/summary.ts";
import { renderTerminal } from "../model/text/terminal.ts";
import type { World } from "./command.ts";

/** Where the work is done, and upon what. */
interface Desk {
  readonly root: string;
  readonly rulebook: Rulebook;
  /** The commit of the catalog that is checked out, 40 hex digits. */
  readonly base: string;
  readonly issue: Issue;
}

/**
 * Makes the form of a workflow's issue into what `pak publish` makes: a commit on the branch `issue/NUMBER` of the
 * catalog, checked as a change by the issue's author, and a pull request. What has to be mended is told in one
 * comment below the issue, and nothing is pushed.
 *
 * @throws PakError USAGE outside such a workflow, TOKEN and NETWORK
 */
export async function publishIssue(world: World): Promise<number> {
  const { root, environment } = world;
  const issue = readIssue(environment);
  const path = readRepositoryPath(environment);
  const token = environment.GITHUB_TOKEN;
  if (!token) throw new PakError("TOKEN", "the pull request needs a token", { fix: "set GITHUB_TOKEN" });
  const github = openGitHub({ ...world, token });
  const { settings } = openClone(root);
  const rulebook = await loadRulebook(world.tool, settings);
  const desk: Desk = { root, rulebook, base: readCommit(root, "HEAD"), issue };
  const form = parseForm(issue.body);
  if ("values" in form && form.values.name === undefined && form.values.change === undefined) {
    world.report(`issue ${issue.number} asks for no change: it is for people to read`);
    return 0;
  }
  const made = "findings" in form ? form : await makeCommit(desk, form.values);
  const checked =
    "findings" in made ? { findings: made.findings } : await checkCommit(world, desk, made.commit);
  const isRefused = checked.findings.some(isRefusal);
  const tell = (text: string) => tellIssue({ github, path, environment }, issue, text);
  if ("findings" in made || isRefused) {
    await tell(renderRefusal(world, desk, made, checked));
    world.print(`refused: ${checked.findings.map(({ code }) => code).join(", ")}`);
    return 0;
  }
  const pull = await propose(desk, { github, path, token, commit: made.commit });
  await tell(`${SUMMARY_MARKER}\nThis is ${pull.url} now: what becomes of it is told there.`);
  world.print(`${pull.state}: ${pull.url}`);
  return 0;
}

/** The publisher's own signed commit, else an unsigned one of what they typed. */
async function makeCommit(desk: Desk, values: FormValues): Promise<Received> {
  const { root, base, issue } = desk;
  if (values.change !== undefined) return receiveChange(root, base, values.change);
  const unfit = checkName(values.name);
  if (unfit.length > 0) return { findings: unfit };
  try {
    return { commit: await commitIntent(desk, readFormIntent(values)!) };
  } catch (error) {
    if (!(error instanceof PakError)) throw error;
    const { code, message, fix } = error;
    return { findings: [finding(`FORM_${code}`, message, { fix: fix ?? `edit issue ${issue.number}` })] };
  }
}

async function commitIntent(desk: Desk, intent: Intent): Promise<string> {
  const { root, rulebook, base, issue } = desk;
  const { id, login } = issue.author;
  const before = readNameState({ root, rulebook }, base, intent.name).entry;
  if (before === undefined && intent.email === undefined)
    throw new PakError("USAGE", "the e-mail of the person responsible is missing", { fix: "edit the issue" });
  const owner = { email: intent.email ?? "", github: { login, id } };
  const entry = applyIntent(before, intent, owner, rulebook.settings.hosts);
  const override = intent.override === undefined ? undefined : await readTypedOverride(intent.override);
  const email = `${id}+${login}@users.noreply.github.com`;
  return commitFiles({
    root,
    parent: base,
    files: renderPackageFiles({ entry, ...(override === undefined ? {} : { override }) }),
    message: `${before === undefined ? "Publish" : "Change"} ${entry.name}\n`,
    signer: { name: login, email, now: issue.updated },
  });
}

/** Checks a commit as CI will check the pull request. */
async function checkCommit(world: World, { root, rulebook, base, issue }: Desk, head: string) {
  const asker = openAsker({ ...world, author: issue.author });
  const order = { root, rulebook, base, head, ...PUBLISHER, asker, now: world.now() };
  const checked = await checkChanges(order);
  return checked.tree === findTree(root, base) ? { ...checked, findings: [makeUnchangedFinding()] } : checked;
}

function makeUnchangedFinding(): Finding {
  return finding("FORM_UNCHANGED", "the catalog says all of it already", {
    expected: "a change",
    fix: "say what is to change, or close the issue",
  });
}

function renderRefusal(
  world: World,
  desk: Desk,
  made: Received,
  {
    findings,
    names = [],
    tree = desk.base,
  }: { readonly findings: readonly Finding[]; readonly names?: readonly string[]; readonly tree?: string },
): string {
  return renderSummary({
    commit: "commit" in made ? made.commit : desk.base,
    findings,
    effects: readEffects({ ...desk, tree, names }),
    created: desk.issue.updated,
    now: world.now(),
    isForm: true,
  });
}

async function propose(
  { root, issue }: Desk,
  { github, path, token, commit }: { github: GitHub; path: string; token: string; commit: string },
) {
  const branch = issueBranch(issue.number);
  runGit(root, ["update-ref", `refs/heads/${branch}`, commit]);
  const subject = runGit(root, ["show", "--no-patch", "--format=%s", commit]).toString();
  const [owner = "", name = ""] = path.split("/").slice(2).map(decodeURIComponent);
  const pull = await openPullRequest({
    root,
    github,
    token,
    repository: { owner, name },
    branch,
    title: renderTerminal(subject.trim()).slice(0, 100) || `Issue ${issue.number}`,
    body: `Made of the form of issue ${issue.number}; its author answers for the change.\n\nCloses #${issue.number}.\n`,
  });
  await startValidation(github, path, branch);
  return pull;
}

async function tellIssue(
  place: { github: GitHub; path: string; environment: World["environment"] },
  { number }: Issue,
  text: string,
): Promise<void> {
  const login = await fetchCommenter(place.github, place.environment);
  await keepComment({ ...place, number, login, marker: SUMMARY_MARKER, text });
}
