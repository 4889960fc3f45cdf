import { type Finding, finding } from "../finding.ts";
import type { Json, JsonObject } from "../json.ts";

/** Field names under which people keep what nobody else may know. */
const SECRET_FIELD =
  /^(?:pass(?:word|phrase|wd)?|secret|token|api[_-]?key|private[_-]?key|credentials?|auth)$/i;

/** What secrets look like: private key blocks and the tokens of well-known services. */
const SECRET_TEXT =
  /-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22,}|glpat-[\w-]{20}|npm_[A-Za-z0-9]{36}|AKIA[0-9A-Z]{16}|xox[abp]-[\w-]{10,})/;

/** Finds secrets: git never forgets, so they must not get in. */
export function checkSecrets(document: JsonObject): Finding[] {
  const findings: Finding[] = [];
  visit(document, [], findings);
  return findings;
}

function visit(value: Json, pointer: readonly (string | number)[], findings: Finding[]): void {
  if (typeof value === "string") {
    if (value.length > 19 && SECRET_TEXT.test(value))
      findings.push(secretFinding("a text looks like a secret", pointer));
  } else if (typeof value === "object" && value !== null) {
    for (const key of Object.keys(value)) {
      const inside = [...pointer, key];
      if (!Array.isArray(value) && SECRET_FIELD.test(key))
        findings.push(secretFinding(`${key} does not belong here`, inside));
      visit((value as Record<string, Json>)[key]!, inside, findings);
    }
  }
}

function secretFinding(message: string, pointer: readonly (string | number)[]): Finding {
  return finding("ENTRY_SECRET", message, {
    pointer,
    expected: "nothing that has to stay secret",
    fix: "remove it, and replace the secret where it is used: it has been seen",
  });
}
