import type { Owner } from "../entry/entry.ts";
import { type Finding, finding } from "../finding.ts";
import { isStrongHash } from "../trust/hash.ts";
import { hasOwners } from "./operation.ts";

/** What a change does to an entry. */
export type Operation = "create" | "update" | "transfer" | "retract";

/** An owner as far as rights go. Nobody is let in by an address, but the code of a recovery goes there. */
export type Proof = Pick<Owner, "github" | "key"> & Partial<Pick<Owner, "email">>;

/** What a signed commit says of one name: its parent holds `base`, its tree holds `content`. */
export interface Statement {
  readonly catalog: string;
  readonly name: string;
  readonly operation: Operation;
  /** Digest of the name's files in the commit's parent. */
  readonly base: string;
  /** Digest of the name's files in the commit. */
  readonly content: string;
  /** RFC 3339; a statement without it holds as long as its base does. */
  readonly expires?: string;
}

/** A signature under a statement, as cryptography found it. */
export interface StatementSignature {
  /** Whether the signature is right for the bytes and the key; says nothing of what the key is worth. */
  readonly isValid: boolean;
  /** Name of the digest, as OpenPGP has it: `SHA256`. */
  readonly hash: string;
  /** Primary fingerprint, 40 upper-case hex digits. */
  readonly fingerprint: string;
  readonly keyState: "good" | "expired" | "revoked" | "unknown";
  readonly statement: Statement;
}

/** A change of one entry, and everything its author brought to show that it is theirs to make. */
export interface OwnedChange {
  readonly catalog: string;
  readonly name: string;
  readonly operation: Operation;
  /** Owners in the base commit; none: the maintainers own the entry, or there is none yet. */
  readonly before: readonly Proof[];
  /** Owners after the change. */
  readonly after: readonly Proof[];
  /** Digest of the name's files in the base commit. */
  readonly base: string;
  /** Digest of the name's files after the change. */
  readonly content: string;
  /** GitHub's numeric id of the pull request's author; absent fails closed. */
  readonly author?: number;
  readonly signatures: readonly StatementSignature[];
  /** Fingerprints of keys that signed the change themselves. */
  readonly provenKeys: readonly string[];
  /** Whether the entry leads to another endpoint than before; a new one always does. */
  readonly movesEndpoint?: boolean;
  /** Whether the author has a say in the endpoint's upstream; only asked where the entry leads to another. */
  readonly hasEndpoint: boolean;
  /** Logins that the change writes beside an id of another account. */
  readonly falseAccounts?: readonly string[];
  readonly now: Date;
}

/** The label by which a maintainer lets an entry pass whose author does not own its endpoint. */
export const ENDPOINT_LABEL = "endpoint-reviewed";

/**
 * Checks that a change is its author's to make (design, section 9). Proof is the numeric account id of the
 * pull request's author, or a commit signed by a key, of an owner in the base commit; never of one that the
 * change itself adds.
 */
export function checkOwnership(change: OwnedChange): Finding[] {
  const accounts = (change.falseAccounts ?? []).map(makeAccountFinding);
  if (change.operation === "create")
    return [...checkEndpointProof(change), ...checkNewKeys(change), ...accounts];
  const hasAccount =
    change.author !== undefined && change.before.some(owner => owner.github?.id === change.author);
  const refusals = change.signatures.map(signature => refuseSignature(change, signature));
  const hasKey = refusals.includes(undefined);
  if (!hasAccount && !hasKey) {
    const refused = refusals.flatMap(found =>
      found === undefined || found.code === STRANGER ? [] : [found],
    );
    return refused.length > 0 ? refused : [makeStrangerFinding(change)];
  }
  const endpoint = change.movesEndpoint ? checkEndpointProof(change) : [];
  if (hasOwners(change.before, change.after) && hasAddresses(change.before, change.after))
    return [...endpoint, ...accounts];
  const isKeyed = change.before.some(owner => owner.key !== undefined);
  const owners = isKeyed && !hasKey ? [makeKeyFinding(change)] : checkNewKeys(change);
  return [...endpoint, ...owners, ...accounts];
}

/** Nobody but a maintainer mends what nobody can read: whose it is can't be told. */
export function makeBrokenFinding(name: string): Finding {
  return finding("OWNER_UNREADABLE", `the catalog's own entry of ${name} can't be read, nor who owns it`, {
    expected: "an entry in the catalog's form",
    fix: "ask a maintainer, in an issue, to mend it first",
  });
}

function makeAccountFinding(login: string): Finding {
  return finding("OWNER_ACCOUNT", `@${login} is another account than the id beside it`, {
    expected: "login and id of one account",
    fix: `look the id up: gh api users/${login} --jq .id`,
  });
}

/** Whether every key has the address that it had: whoever else could set it would get the code of a recovery. */
export function hasAddresses(before: readonly Proof[], after: readonly Proof[]): boolean {
  return before.every(
    ({ key, email }) => key === undefined || after.find(owner => owner.key === key)?.email === email,
  );
}

function checkEndpointProof({ name, hasEndpoint }: OwnedChange): Finding[] {
  if (hasEndpoint) return [];
  return [
    finding("OWNER_NO_ENDPOINT_PROOF", `nothing shows that the endpoint of ${name} is its publisher's`, {
      severity: "held",
      expected: `a repository of the publisher or their organisation, or "name": "${name}" in the pak.json at its top`,
      fix: `add that pak.json upstream and run the check again, or wait for a maintainer to add the label ${ENDPOINT_LABEL}`,
    }),
  ];
}

/** A key that nobody has signed with may be a slip, and would lock its owner out. */
function checkNewKeys({ before, after, provenKeys }: OwnedChange): Finding[] {
  const known = new Set([...before.map(owner => owner.key), ...provenKeys]);
  return after.flatMap(({ key }) =>
    key === undefined || known.has(key)
      ? []
      : [
          finding("OWNER_NEW_KEY_UNPROVEN", `the new key ${key} has signed nothing yet`, {
            expected: "a commit of this change signed by the new key",
            fix: "publish with that key, so that it signs the commit",
          }),
        ],
  );
}

const STRANGER = "OWNER_NOT_OWNER";

/** Why a signature proves nothing, or `undefined` when it does. */
function refuseSignature(change: OwnedChange, signature: StatementSignature): Finding | undefined {
  const { statement, fingerprint, keyState } = signature;
  const refuse = (code: string, message: string, fix: string) =>
    finding(code, `the signature by ${fingerprint} ${message}`, { fix });
  const again = "sign the change as it is now, in one commit: run pak publish again";
  if (!signature.isValid || !isStrongHash(signature.hash))
    return refuse("OWNER_BAD_SIGNATURE", `is not valid, or rests on ${signature.hash}`, again);
  if (!change.before.some(owner => owner.key === fingerprint)) return makeStrangerFinding(change);
  if (keyState !== "good")
    return refuse(
      `OWNER_KEY_${keyState.toUpperCase()}`,
      `is by a key that is ${keyState}`,
      `use another owner's key, or: pak recover ${change.name}`,
    );
  if (statement.catalog !== change.catalog)
    return refuse("OWNER_STATEMENT_CATALOG", `is for the catalog ${statement.catalog}`, again);
  if (statement.name !== change.name)
    return refuse("OWNER_STATEMENT_NAME", `is for ${statement.name}`, again);
  if (statement.operation !== change.operation)
    return refuse("OWNER_STATEMENT_OP", `is for another operation, ${statement.operation}`, again);
  if (statement.base !== change.base)
    return refuse("OWNER_STATEMENT_STALE", "was made when the entry was another", again);
  if (statement.content !== change.content)
    return refuse("OWNER_STATEMENT_CONTENT", "is for other content than the change has", again);
  if (statement.expires !== undefined && Date.parse(statement.expires) <= change.now.getTime())
    return refuse("OWNER_STATEMENT_EXPIRED", `ended on ${statement.expires}`, again);
  return undefined;
}

function makeStrangerFinding({ name, before }: OwnedChange): Finding {
  const whose = before.length === 0 ? "the maintainers'" : "somebody else's";
  return finding(STRANGER, `${name} is ${whose} to change`, {
    expected: before.map(describeOwner).join(", ") || "a maintainer",
    fix:
      before.length === 0
        ? "ask a maintainer, in an issue, to change it or to make you its owner"
        : "ask one of its owners, or open an issue",
  });
}

function describeOwner({ github, key }: Proof): string {
  return [github && `@${github.login}`, key && `key ${key}`].filter(Boolean).join(" or ");
}

function makeKeyFinding({ name, before }: OwnedChange): Finding {
  const keys = before.flatMap(owner => owner.key ?? []);
  return finding("OWNER_KEY_REQUIRED", `a change of ${name}'s owners needs the signature of an owner's key`, {
    expected: `a commit signed by ${keys.join(" or ")}`,
    fix: `run pak publish with that key; when it is lost: pak recover ${name}`,
  });
}
