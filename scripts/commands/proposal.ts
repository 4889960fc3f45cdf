import { resolve } from "node:path";
import { PakError } from "../errors.ts";
import { loadRulebook } from "../io/catalog/rulebook.ts";
import { readBlobs } from "../io/git/objects.ts";
import { openGitHub } from "../io/github/api.ts";
import { openAsker } from "../io/github/asker.ts";
import type { Account } from "../io/github/endpoint-proof.ts";
import { readToken } from "../io/github/token.ts";
import { reportFindings } from "../io/output/report.ts";
import { type OwnerKey, openOwnerKey } from "../io/owners/key-store.ts";
import { readPerson } from "../io/owners/person.ts";
import { type NameState, readNameState } from "../io/owners/statements.ts";
import { type CatalogClone, fetchOrigin, openClone } from "../io/publish/clone.ts";
import { isAddress, openKeptClone } from "../io/publish/kept-clone.ts";
import { type Proposal, type Proposed, propose } from "../io/publish/propose.ts";
import { fetchAccount, openPullRequest, type PullRequest } from "../io/publish/pull-request.ts";
import type { Owner } from "../model/entry/entry.ts";
import { isEmail } from "../model/entry/owners.ts";
import { keyPath } from "../model/name/paths.ts";
import { renderTerminal } from "../model/text/terminal.ts";
import type { Arguments, World } from "./command.ts";
import { readPassphrase } from "./passphrase.ts";

/** Flags of every command that proposes a change of the catalog. */
export const PROPOSAL_FLAGS = {
  "dry-run": { summary: "show the change and what CI will find; write nothing" },
  key: { value: "FILE", summary: "sign with this private key, as gpg exports it" },
  password: { value: "FILE", summary: "a file whose first line is the passphrase of the key" },
  into: { value: "CATALOG", summary: "the catalog's clone or its https address, when it is not this folder" },
} as const;

/** What a command wants to change. */
export interface Wanted {
  readonly name: string;
  /** Address of the responsible person; absent: theirs who signs. */
  readonly email?: string;
  /** Makes the change from what the catalog has and who answers for it. */
  build(given: {
    readonly before: NameState;
    readonly owner: Owner;
    readonly key: OwnerKey;
    /** Whether the catalog does not have the key yet. */
    readonly isNewKey: boolean;
  }): Promise<Omit<Proposal, "name">>;
}

/**
 * Makes a change of the catalog as its owner: a signed commit on a branch, checked as CI will, and a pull request
 * where there is a token and somewhere to send it.
 */
export async function runProposal(
  world: World,
  { flags }: Arguments,
  want: (clone: CatalogClone) => Promise<Wanted>,
): Promise<number> {
  const root = findClone(world, flags.into);
  const token = readToken(world.environment);
  const isOnline = token !== undefined && openClone(root).remote !== undefined;
  if (isOnline) fetchOrigin(root);
  const clone = openClone(root);
  const rulebook = await loadRulebook(world.tool, clone.settings);
  const github = openGitHub({ ...world, ...(token === undefined ? {} : { token }) });
  const account = isOnline ? await fetchAccount(github) : undefined;
  const wanted = await want(clone);
  const { name } = wanted;
  const before = readNameState({ root, rulebook }, clone.base, name);
  const person = readPerson(world.home, root);
  const email = requireEmail(wanted.email ?? before.entry?.owners?.[0]?.email ?? person.email);
  const key = await openOwnerKey({
    home: world.home,
    ...(typeof flags.key === "string" ? { file: resolve(flags.key) } : {}),
    wanted: before.entry?.owners?.flatMap(owner => owner.key ?? []) ?? [],
    name: person.name ?? email.split("@")[0]!,
    email,
    now: world.now(),
    isDry: flags["dry-run"] === true,
    readPassphrase: of => readPassphrase(world, flags.password, of),
  });
  if (key.made !== undefined)
    world.report(`made the key ${key.fingerprint}: ${key.made} (keep a copy elsewhere)`);
  const isNewKey = readBlobs(root, [`${clone.base}:${keyPath(key.fingerprint)}`])[0] === undefined;
  const built = await wanted.build({ before, owner: makeOwner(email, account, key), key, isNewKey });
  const now = world.now();
  const proposed = await propose({
    root,
    rulebook,
    base: clone.base,
    proposal: { name, ...built },
    signer: { name: person.name ?? email, email, now, sign: payload => key.sign(payload, now) },
    asker: openAsker({ ...world, root, ...(account === undefined ? {} : { author: account }) }),
    isDry: flags["dry-run"] === true,
  });
  const isRefused =
    reportFindings(proposed.findings, world, { isJson: false }) && proposed.commit === undefined;
  const pull =
    proposed.commit === undefined ||
    account === undefined ||
    clone.remote === undefined ||
    token === undefined
      ? undefined
      : await openPullRequest({
          root,
          github,
          account,
          token,
          repository: clone.remote,
          branch: proposed.branch,
          title: built.title,
          body: renderBody(built.title, key.fingerprint, proposed),
        });
  tell(world, flags, proposed, built.title, pull);
  return isRefused && !proposed.isUnchanged ? 1 : 0;
}

function findClone({ root, home }: World, into: Arguments["flags"][string]): string {
  if (typeof into !== "string") return root;
  return isAddress(into) ? openKeptClone(home, into) : resolve(root, into);
}

function makeOwner(email: string, account: Account | undefined, key: OwnerKey): Owner {
  return { email, ...(account === undefined ? {} : { github: account }), key: key.fingerprint };
}

function requireEmail(email: string | undefined): string {
  if (email !== undefined && isEmail(email)) return email;
  throw new PakError(
    "USAGE",
    email === undefined ? "the address of the responsible person is missing" : `${email} is no address`,
    {
      fix: "pak publish NAME ENDPOINT EMAIL, or set user.email in git",
    },
  );
}

function tell(
  world: World,
  flags: Arguments["flags"],
  proposed: Proposed,
  title: string,
  pull: PullRequest | undefined,
) {
  const { branch, commit, diff, isUnchanged, findings } = proposed;
  if (flags.json) {
    const answer = {
      title,
      branch,
      isUnchanged,
      findings,
      diff,
      ...(commit ? { commit } : {}),
      ...(pull ? { pull } : {}),
    };
    world.print(JSON.stringify(answer, null, 2));
    return;
  }
  if (isUnchanged) return world.print("unchanged: the catalog says all of it already");
  if (flags["dry-run"]) {
    world.print(title);
    for (const line of diff.trimEnd().split("\n")) world.print(renderTerminal(line));
    return;
  }
  if (commit === undefined) return;
  if (pull !== undefined) return world.print(`${pull.state}: ${pull.url}`);
  world.print(`${commit.slice(0, 12)} on ${branch}: ${title}`);
  world.report(
    `next: push the branch and open a pull request (git push origin ${branch}), or set GITHUB_TOKEN and run it again`,
  );
}

/** The text of the pull request; everything in it was checked. */
function renderBody(title: string, fingerprint: string, { findings }: Proposed): string {
  const waits = findings.map(found => `- \`${found.code}\`: ${found.fix ?? found.message}`);
  return [
    `${title}, signed by \`${fingerprint}\`.`,
    ...(waits.length === 0 ? [] : ["", "This waits for a maintainer:", "", ...waits]),
    "",
  ].join("\n");
}
