import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../catalog.ts";
import { startPak } from "../pak.ts";
import { makeFolder, makeRepository, writeFiles } from "../repository.ts";
import { NOON } from "../world.ts";
import { type GitHubStandIn, startGitHub } from "./server.ts";

export const OCTOCAT = { login: "octocat", id: 583231, token: "canary-token-octocat" };
export const STRANGER = { login: "stranger", id: 9, token: "canary-token-stranger" };
export const BOT = {
  login: "github-actions[bot]",
  id: 41898282,
  token: "canary-token-workflow",
  writesTo: "catalog",
};
const CATALOG = { login: "catalog", id: 70142, token: "canary-token-catalog", members: [] };

export const PASSPHRASE = "canary correct horse";

/** A home of PAK_HOME's kind, with a file of a passphrase. */
export function makeHome(): string {
  const home = makeFolder();
  writeFiles(home, { pw: `${PASSPHRASE}\n` });
  return home;
}

/** A catalog at the stand-in with one package, a clone of it, and a publisher's home. */
export async function startCatalog() {
  const standIn = await startGitHub([OCTOCAT, STRANGER, BOT, CATALOG]);
  const bare = standIn.makeRepository("catalog", "pak");
  const seed = makeRepository();
  seed.commit({
    ...settingsFile(),
    ".gitignore": ".pak/\n",
    ...catalogFiles({ entry: anEntry({ name: "jquery" }), releases: [aRelease("3.7.1")] }),
  });
  seed.git("push", "--quiet", bare, "main");
  const clone = makeRepository();
  clone.git("remote", "add", "origin", `${standIn.url}/catalog/pak.git`);
  clone.git("fetch", "--quiet", bare, "main:refs/remotes/origin/main");
  clone.git("reset", "--quiet", "--hard", "origin/main");
  return { standIn, bare, home: makeHome(), clone: clone.root };
}

export type StartedCatalog = Awaited<ReturnType<typeof startCatalog>>;

/** Runs `pak` as the holder of an account, in their clone. */
export function runAs(
  { standIn, home, clone }: StartedCatalog,
  account: { readonly token?: string },
  words: readonly string[],
  { hours = 0, environment = {} as Record<string, string> } = {},
) {
  return startPak(clone, [...words, "--password", join(home, "pw")], {
    PAK_HOME: home,
    GITHUB_API_URL: `${standIn.url}/api`,
    ...(account.token === undefined ? {} : { GITHUB_TOKEN: account.token }),
    ...atHour(hours),
    ...environment,
  });
}

/** What `pak` takes for the time of day: hours after the tests' noon. */
export function atHour(hours: number): Record<string, string> {
  return { SOURCE_DATE_EPOCH: String(NOON.getTime() / 1000 + hours * 3_600) };
}

/** What CI says of a pull request: the check of the base branch, on objects fetched from the fork. */
export async function checkPull(
  { standIn, bare }: StartedCatalog,
  number: number,
  author: { readonly id: number; readonly login: string },
  { hours = 0, association = "NONE" } = {},
) {
  const pull = standIn.pulls.find(one => one.number === number)!;
  const [login, branch] = pull.head.split(":");
  const runner = makeRepository();
  runner.git("fetch", "--quiet", bare, "main");
  runner.git("reset", "--quiet", "--hard", "FETCH_HEAD");
  runner.git("fetch", "--quiet", standIn.folderOf(`${login}/pak`), `+${branch}:refs/pull/head`);
  const user = { id: author.id, login: author.login };
  const event = { pull_request: { user, author_association: association } };
  return checkEvent(standIn, runner.root, "refs/pull/head", event, hours);
}

/** What the workflow `validate` finds of a commit, for an event of GitHub's. */
export async function checkEvent(
  standIn: GitHubStandIn,
  root: string,
  head: string,
  event: object,
  hours: number,
) {
  const folder = makeFolder();
  writeFiles(folder, { "event.json": JSON.stringify(event) });
  const { status, stdout } = await startPak(root, ["check", "--base", "HEAD", "--head", head, "--json"], {
    GITHUB_ACTIONS: "true",
    GITHUB_EVENT_PATH: join(folder, "event.json"),
    GITHUB_REPOSITORY: "catalog/pak",
    GITHUB_API_URL: `${standIn.url}/api`,
    ...atHour(hours),
  });
  const { findings } = JSON.parse(stdout) as { findings: { code: string }[] };
  return { status, codes: findings.map(found => found.code) };
}

/** A maintainer merges a pull request. */
export function mergePull({ standIn, bare }: StartedCatalog, number: number): void {
  const pull = standIn.pulls.find(one => one.number === number)!;
  const [login, branch] = pull.head.split(":");
  execFileSync("git", ["-C", bare, "fetch", "--quiet", standIn.folderOf(`${login}/pak`), `+${branch}:main`]);
  pull.state = "closed";
}
