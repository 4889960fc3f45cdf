import type { Entry, Owner } from "../../model/entry/entry.ts";
import type { Finding } from "../../model/finding.ts";
import { entryPath, keyPath, releasesPath } from "../../model/name/paths.ts";
import { operationOf } from "../../model/publish/operation.ts";
import { checkOwnership, ENDPOINT_LABEL, makeBrokenFinding } from "../../model/publish/ownership.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import { readBlobs } from "../git/objects.ts";
import { readNameState, readSignatures } from "./statements.ts";

/** Who asks for a change, as far as it can be shown. */
export interface Asker {
  /** GitHub's numeric id of the pull request's author; absent outside a pull request. */
  readonly author?: number;
  /** Whether the author has a say in the upstream that an entry names. */
  provesEndpoint(entry: Entry): Promise<boolean>;
  /** Whether a login and an id are of one account, as far as that can be asked. */
  isAccount(account: { readonly id: number; readonly login: string }): Promise<boolean>;
}

/** A branch whose names are looked at, and by whom it is. */
export interface RightsOrder {
  readonly root: string;
  readonly rulebook: Rulebook;
  /** The commit that owners are read from. */
  readonly base: string;
  readonly head: string;
  /** What the catalog would hold: the branch merged into the base. */
  readonly tree: string;
  readonly names: readonly string[];
  /** Names whose change completes a recovery, or means to. */
  readonly completing: ReadonlySet<string>;
  readonly isMaintainer: boolean;
  readonly isBot: boolean;
  /** Labels that maintainers put on the pull request. */
  readonly labels: readonly string[];
  readonly asker: Asker;
  readonly now: Date;
}

/**
 * Checks that every name whose entry, override or recorded releases a change touches is the asker's to change.
 * Maintainers may change every entry, and the refresh job none: the rules of the tree keep it to releases.
 */
export async function checkRights(order: RightsOrder): Promise<Finding[]> {
  if (order.isMaintainer || order.isBot) return [];
  const findings: Finding[] = [];
  for (const name of order.names) {
    // What completes a recovery is judged by it, the whole entry.
    if (order.completing.has(name)) continue;
    for (const found of await checkName(order, name)) findings.push({ ...found, file: entryPath(name) });
  }
  return findings;
}

async function checkName(order: RightsOrder, name: string): Promise<Finding[]> {
  const { root, rulebook, base, head, tree, asker, now } = order;
  const [left, right] = readBlobs(
    root,
    [base, tree].map(commit => `${commit}:${releasesPath(name)}`),
  );
  const countsReleases = (left ?? "").toString() !== (right ?? "").toString();
  const source = { root, rulebook, countsReleases };
  const [before, after] = [readNameState(source, base, name), readNameState(source, tree, name)];
  if (before.digest === after.digest) return [];
  if (before.isBroken) return [makeBrokenFinding(name)];
  const owners = { before: before.entry?.owners ?? [], after: after.entry?.owners ?? [] };
  // A base commit's keys win over those of the change.
  const keys = new Map([...readKeys(root, tree, owners.after), ...readKeys(root, base, owners.before)]);
  const { statements, provenKeys } = await readSignatures({ source, base, head, tree, name, keys, now });
  const movesEndpoint = after.entry !== undefined && before.entry?.endpoint !== after.entry.endpoint;
  return checkOwnership({
    catalog: rulebook.settings.catalog,
    name,
    operation: operationOf(before.entry, after.entry),
    before: owners.before,
    after: owners.after,
    base: before.digest,
    content: after.digest,
    ...(asker.author === undefined ? {} : { author: asker.author }),
    signatures: statements,
    provenKeys,
    movesEndpoint,
    hasEndpoint: movesEndpoint && (await provesEndpoint(order, after.entry)),
    falseAccounts: await findFalseAccounts(asker, owners),
    now,
  });
}

async function provesEndpoint({ labels, asker }: RightsOrder, entry: Entry): Promise<boolean> {
  return labels.includes(ENDPOINT_LABEL) || asker.provesEndpoint(entry);
}

/** Logins that a change writes beside an id which is another account's: readers see the login. */
async function findFalseAccounts(
  asker: Asker,
  { before, after }: { readonly before: readonly Owner[]; readonly after: readonly Owner[] },
): Promise<string[]> {
  const known = new Set(before.map(({ github }) => JSON.stringify(github)));
  const fresh = after.flatMap(({ github }) =>
    github === undefined || known.has(JSON.stringify(github)) ? [] : [github],
  );
  const found: string[] = [];
  for (const account of fresh) if (!(await asker.isAccount(account))) found.push(account.login);
  return found;
}

/** The public keys of owners as a commit holds them. */
export function readKeys(
  root: string,
  commit: string,
  owners: readonly Pick<Owner, "key">[],
): [string, string][] {
  const fingerprints = owners.flatMap(({ key }) => key ?? []);
  const blobs = readBlobs(
    root,
    fingerprints.map(fingerprint => `${commit}:${keyPath(fingerprint)}`),
  );
  return fingerprints.flatMap((fingerprint, at) => {
    const keyText = blobs[at]?.toString();
    return keyText === undefined ? [] : [[fingerprint, keyText]];
  });
}
