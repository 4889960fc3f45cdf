import { resolve } from "node:path";
import { PakError } from "../errors.ts";
import { loadRulebook, type Rulebook } from "../io/catalog/rulebook.ts";
import { readText } from "../io/disk/read-text.ts";
import { readBlobs } from "../io/git/objects.ts";
import { type GitHub, openGitHub } from "../io/github/api.ts";
import { openAsker } from "../io/github/asker.ts";
import type { Account } from "../io/github/endpoint-proof.ts";
import { readToken } from "../io/github/token.ts";
import { renderProposal, renderProposalJson, renderPullBody } from "../io/output/proposal.ts";
import { reportFindings } from "../io/output/report.ts";
import { type OwnerKey, openOwnerKey } from "../io/owners/key-store.ts";
import { readPerson } from "../io/owners/person.ts";
import { type NameState, readNameState } from "../io/owners/statements.ts";
import { type CatalogClone, fetchOrigin, openClone } from "../io/publish/clone.ts";
import { isAddress, openKeptClone } from "../io/publish/kept-clone.ts";
import { type Proposal, propose } from "../io/publish/propose.ts";
import { fetchAccount, openPullRequest } from "../io/publish/pull-request.ts";
import { writeForm } from "../io/publish/sent-form.ts";
import type { Owner } from "../model/entry/entry.ts";
import { isEmail } from "../model/entry/owners.ts";
import { checkName } from "../model/name/name.ts";
import { keyPath } from "../model/name/paths.ts";
import type { Form } from "../model/publish/form.ts";
import type { Arguments, World } from "./command.ts";
import { readPassphrase } from "./passphrase.ts";

/** Flags of every command that proposes a change of the catalog. */
export const PROPOSAL_FLAGS = {
  "dry-run": { summary: "show the change and what CI will find; write nothing" },
  key: { value: "FILE", summary: "sign with this private key, as gpg exports it" },
  password: { value: "FILE", summary: "a file whose first line is the passphrase of the key" },
  into: {
    value: "CATALOG",
    summary: "the catalog's clone or its https address, when it is not this folder",
  },
} as const;

/** What a command wants to change. */
export interface Wanted {
  readonly name: string;
  /** Address of the responsible person; absent: theirs who signs. */
  readonly email?: string;
  /** Which key signs, when it is not any of the entry's owners or of the address. */
  readonly key?: { readonly wanted: readonly string[]; readonly choice: "kept" | "new" };
  /** What its branch is called after, and the issue form that carries it without a token; absent: `publish`. */
  readonly form?: Form;
  /** Makes the change from what the catalog has and who answers for it. */
  build(given: {
    readonly before: NameState;
    readonly owner: Owner;
    readonly key: OwnerKey;
    /** Whether the catalog does not have the key yet. */
    readonly isNewKey: boolean;
  }): Promise<Omit<Proposal, "name" | "kind">>;
}

/**
 * Makes a change of the catalog as its owner: a signed commit on a branch, checked as CI will, and a pull request
 * where there is a token and somewhere to send it.
 *
 * @param want what is to change; `undefined` when there is nothing to do now
 */
export async function runProposal(
  world: World,
  { flags }: Arguments,
  want: (clone: CatalogClone, rulebook: Rulebook) => Promise<Wanted | undefined>,
): Promise<number> {
  const isDry = flags["dry-run"] === true;
  const session = await openSession(world, flags);
  const { clone, rulebook, remote } = session;
  const { root, base } = clone;
  const wanted = await want(clone, rulebook);
  if (wanted === undefined) return 0;
  requireName(wanted.name);
  const before = readNameState({ root, rulebook }, base, wanted.name);
  const person = readPerson(world.home, root);
  const email = requireEmail(wanted.email ?? before.entry?.owners?.[0]?.email ?? person.email);
  const signer = { name: person.name ?? email.split("@")[0]!, email, now: world.now() };
  const key = await openOwnerKey({
    ...signer,
    home: world.home,
    ...readGivenKey(world, flags.key),
    wanted: before.entry?.owners?.flatMap(owner => owner.key ?? []) ?? [],
    ...wanted.key,
    isDry,
    readPassphrase: of => readPassphrase(world, flags.password, of),
  });
  const account = remote === undefined ? {} : { github: remote.account };
  const built = await wanted.build({
    before,
    owner: { email, ...account, key: key.fingerprint },
    key,
    isNewKey: readBlobs(root, [`${base}:${keyPath(key.fingerprint)}`])[0] === undefined,
  });
  const proposal = { name: wanted.name, kind: wanted.form ?? "publish", ...built };
  const proposed = await propose({
    root,
    rulebook,
    base,
    proposal,
    signer: { ...signer, sign: payload => key.sign(payload, signer.now) },
    asker: openAsker({ ...world, root, ...(remote === undefined ? {} : { author: remote.account }) }),
    isDry,
    accept: () => keepKey(world, key),
  });
  const { title } = built;
  const pull =
    proposed.commit === undefined || remote === undefined
      ? undefined
      : await openPullRequest({
          ...remote,
          root,
          branch: proposed.branch,
          title,
          body: renderPullBody(title, key.fingerprint, proposed),
        });
  const isLocal = proposed.commit !== undefined && pull === undefined && clone.remote !== undefined;
  const form = isLocal
    ? writeForm({
        root,
        home: world.home,
        page: clone.remote.page,
        proposal,
        commit: proposed.commit,
      })
    : undefined;
  reportFindings(proposed.findings, world);
  const told = { title, proposed, pull, isDry, ...(form === undefined ? {} : { form }) };
  if (flags.json) world.print(renderProposalJson(told));
  else {
    const { result, next } = renderProposal(told);
    for (const line of result) world.print(line);
    if (next !== undefined) world.report(next);
  }
  return proposed.isRefused ? 1 : 0;
}

/** The catalog's clone, and GitHub where there is a token and somewhere to send a pull request. */
interface Session {
  readonly clone: CatalogClone;
  readonly rulebook: Rulebook;
  readonly remote?: {
    readonly github: GitHub;
    readonly token: string;
    readonly account: Account;
    readonly repository: NonNullable<CatalogClone["remote"]>;
  };
}

async function openSession(world: World, flags: Arguments["flags"]): Promise<Session> {
  const root = findClone(world, flags.into);
  const { remote: repository } = openClone(root);
  const token = readToken(world.environment);
  const isOnline = repository !== undefined && token !== undefined;
  const isKept = typeof flags.into === "string" && isAddress(flags.into);
  if ((isOnline || isKept) && !flags["dry-run"]) fetchOrigin(root);
  const clone = openClone(root);
  const rulebook = await loadRulebook(world.tool, clone.settings);
  if (!isOnline) return { clone, rulebook };
  const github = openGitHub({ ...world, token });
  return { clone, rulebook, remote: { github, token, account: await fetchAccount(github), repository } };
}

function findClone({ root, home }: World, into: Arguments["flags"][string]): string {
  if (typeof into !== "string") return root;
  return isAddress(into) ? openKeptClone(home, into) : resolve(root, into);
}

/** What is refused or changes nothing leaves no key behind. */
function keepKey(world: World, { keep, fingerprint }: OwnerKey): void {
  if (keep === undefined) return;
  world.report(`made the key ${fingerprint}: ${keep()} (keep a copy elsewhere)`);
}

/** The key that `--key` names, else the one of PAK_OWNER_KEY, as a workflow has it. */
function readGivenKey({ environment }: World, file: Arguments["flags"][string]): { armored?: string } {
  if (typeof file === "string") return { armored: readText(resolve(file)) };
  const { PAK_OWNER_KEY: armored } = environment;
  if (armored === undefined) return {};
  if (armored !== "") return { armored };
  // A secret of another name is empty: a key made in its place would end with the runner.
  throw new PakError("KEY", "PAK_OWNER_KEY is empty", {
    fix: "check the name of the secret that holds the key",
  });
}

/** A name becomes a path: one that is none goes no further. */
function requireName(name: string): void {
  const [unfit] = checkName(name);
  if (unfit === undefined) return;
  throw new PakError("USAGE", `${unfit.code}: ${unfit.message}`, {
    fix: unfit.fix ?? `give ${unfit.expected}`,
  });
}

function requireEmail(email: string | undefined): string {
  if (email !== undefined && isEmail(email)) return email;
  const what =
    email === undefined ? "the address of the responsible person is missing" : `${email} is no address`;
  throw new PakError("USAGE", what, { fix: "pak publish NAME ENDPOINT EMAIL, or set user.email in git" });
}
