import { checkOwnership, type Operation, type Proof } from "../../model/publish/ownership.ts";
import type { Kind } from "./kind.ts";

interface Input {
  readonly catalog: string;
  readonly name: string;
  readonly op: Operation;
  readonly now: string;
  readonly before_owners: readonly Proof[];
  readonly after_owners: readonly Proof[];
  readonly base_entry_sha256: string;
  readonly new_entry_sha256: string;
  readonly author?: { readonly id?: number };
  readonly signature?: {
    readonly valid: boolean;
    readonly hash: string;
    readonly primary_fpr: string;
    readonly key_state: "good" | "expired" | "revoked" | "unknown";
    readonly statement: {
      readonly catalog: string;
      readonly name: string;
      readonly op: Operation;
      readonly base: string;
      readonly new: string;
      readonly expires: string;
    };
  };
  readonly new_owner_proofs?: readonly string[];
  readonly endpoint_owner_proof?: boolean;
}

const ownership: Kind = input => {
  const given = input as Input;
  const { signature, author } = given;
  const findings = checkOwnership({
    catalog: given.catalog,
    name: given.name,
    operation: given.op,
    before: given.before_owners,
    after: given.after_owners,
    base: given.base_entry_sha256,
    content: given.new_entry_sha256,
    ...(author?.id === undefined ? {} : { author: author.id }),
    signatures: signature === undefined ? [] : [readSignature(signature)],
    provenKeys: given.new_owner_proofs ?? [],
    hasEndpoint: given.endpoint_owner_proof === true,
    now: new Date(given.now),
  });
  return findings.map(found => found.code);
};
export default ownership;

function readSignature({ valid, hash, primary_fpr, key_state, statement }: NonNullable<Input["signature"]>) {
  const { op, new: content, ...rest } = statement;
  return {
    isValid: valid,
    hash,
    fingerprint: primary_fpr,
    keyState: key_state,
    statement: { ...rest, operation: op, content },
  };
}
