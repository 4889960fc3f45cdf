import { type Finding, finding } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { listUnknown } from "./unknown.ts";

const MOST_OWNERS = 20;

/** Enough to send a letter to; whether it arrives, only a letter tells. */
const EMAIL = /^[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/** GitHub's rule for logins. */
const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}$/;

/** An OpenPGP v4 primary fingerprint, as `gpg --fingerprint` prints it without blanks. */
export const FINGERPRINT = /^[0-9A-F]{40}$/;

/** Whether a text is an e-mail address, as every owner has one. */
export function isEmail(text: string): boolean {
  return EMAIL.test(text);
}

/** Checks who may change an entry: a responsible address and at least one proof each, nobody twice. */
export function checkOwners(value: Json): Finding[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_OWNERS) {
    return [
      finding("ENTRY_OWNERS", "owners is not a list of people", {
        pointer: ["owners"],
        expected: `1 to ${MOST_OWNERS} owners; leave the field out when the maintainers own the entry`,
      }),
    ];
  }
  const seen = new Set<string>();
  return value.flatMap((owner: Json, at) => checkOwner(owner, ["owners", at], seen));
}

function checkOwner(owner: Json, pointer: (string | number)[], seen: Set<string>): Finding[] {
  if (!isJsonObject(owner)) return [finding("ENTRY_OWNERS", "an owner is not an object", { pointer })];
  const findings = listUnknown(owner, ["email", "github", "key"], pointer);
  if (typeof owner.email !== "string" || !isEmail(owner.email)) {
    findings.push(
      finding("OWNER_EMAIL", "an owner has no address", {
        pointer: [...pointer, "email"],
        expected: "the responsible person's e-mail address",
      }),
    );
  }
  if (owner.github === undefined && owner.key === undefined) {
    findings.push(
      finding("OWNER_PROOF", "an owner has neither a GitHub account nor a key", {
        pointer,
        expected: "github, key, or both",
      }),
    );
  }
  return [...findings, ...checkProofs(owner, pointer, seen)];
}

function checkProofs(
  { github, key }: JsonObject,
  pointer: (string | number)[],
  seen: Set<string>,
): Finding[] {
  const findings: Finding[] = [];
  const add = (code: string, message: string, field: string, expected: string) =>
    findings.push(finding(code, message, { pointer: [...pointer, field], expected }));
  if (key !== undefined && (typeof key !== "string" || !FINGERPRINT.test(key))) {
    add(
      "OWNER_FINGERPRINT",
      "a key is not named by its whole fingerprint",
      "key",
      "40 upper-case hex digits",
    );
  }
  if (github !== undefined && !isAccount(github)) {
    add(
      "OWNER_GITHUB",
      "a GitHub account needs its login and its numeric id",
      "github",
      '{ "login": "octocat", "id": 583231 }',
    );
  }
  for (const proof of [
    typeof key === "string" ? key : undefined,
    isJsonObject(github) ? github.id : undefined,
  ]) {
    if (proof === undefined) continue;
    if (seen.has(String(proof)))
      add("ENTRY_OWNERS", "an owner stands twice", "email", "each account and key once");
    seen.add(String(proof));
  }
  return findings;
}

function isAccount(value: Json): boolean {
  if (!isJsonObject(value) || Object.keys(value).some(field => field !== "login" && field !== "id"))
    return false;
  const { login, id } = value;
  return (
    typeof login === "string" &&
    LOGIN.test(login) &&
    typeof id === "number" &&
    Number.isSafeInteger(id) &&
    id > 0
  );
}
