import { type Finding, finding } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { isInstant } from "../text/instant.ts";

/** `catalog/recoveries/NAME.json`: how far the recovery of a lost key has come. Instants are UTC with seconds. */
export interface Recovery {
  readonly $schema: string;
  /** The package whose owner has lost the key. */
  readonly name: string;
  /** Primary fingerprint of the key that takes the lost one's place. */
  readonly key: string;
  readonly lost: LostKey;
  readonly requested: string;
  readonly challenge?: RecoveryChallenge;
  readonly answer?: RecoveryAnswer;
  readonly vetoed?: string;
  readonly completed?: string;
}

/** An owner's lost key and the address beside it, as the entry has both when a new key is asked for. */
export interface LostKey {
  /** Primary fingerprint. */
  readonly key: string;
  readonly email: string;
}

/** What a maintainer records of a mailed code. */
export interface RecoveryChallenge {
  /** Of `renderCodeText`, in hex. */
  readonly sha256: string;
  readonly expires: string;
  /** Armored, over `renderChallengeText`. */
  readonly signature: string;
}

/** What the publisher records who has received the code. */
export interface RecoveryAnswer {
  readonly code: string;
  readonly answered: string;
}

export const RECOVERY_SCHEMA = "../../schemas/recovery.schema.json";

/** How far a recovery has come. */
export type RecoveryStage = "requested" | "challenged" | "answered" | "vetoed" | "completed";

/** The stage of a recovery: the last of its steps. */
export function stageOf(recovery: Recovery): RecoveryStage {
  if (recovery.vetoed !== undefined) return "vetoed";
  if (recovery.completed !== undefined) return "completed";
  if (recovery.answer !== undefined) return "answered";
  return recovery.challenge === undefined ? "requested" : "challenged";
}

/** Whether a recovery is over, so that another may take its place: vetoed, completed, or its code ran out. */
export function isOver(recovery: Recovery, now: Date): boolean {
  const stage = stageOf(recovery);
  if (stage === "challenged") return now.getTime() >= Date.parse(recovery.challenge!.expires);
  return stage === "vetoed" || stage === "completed";
}

/** What the digest of a code is made over: a code that others see is worth nothing for other keys. */
export function renderCodeText(catalog: string, recovery: Recovery, code: string): string {
  return `pak-recovery\n${renderKeys(catalog, recovery)}${code}\n`;
}

/** What a maintainer signs. */
export function renderChallengeText(
  catalog: string,
  recovery: Recovery,
  { sha256, expires }: Pick<RecoveryChallenge, "sha256" | "expires">,
): string {
  return `pak-recovery-challenge\n${renderKeys(catalog, recovery)}${sha256}\n${expires}\n`;
}

/** Which key takes whose place, where. */
function renderKeys(catalog: string, { name, key, lost }: Recovery): string {
  return `${catalog}\n${name}\n${key}\n${lost.key}\n${lost.email}\n`;
}

/** Crockford's base32: digits and letters that nobody mistakes for others. */
export const CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A typed code as it is recorded, in four groups of five; `undefined` when it can't be one. */
export function parseCode(typed: string): string | undefined {
  const letters = typed.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{20}$/.test(letters) ? letters.match(/.{5}/g)!.join("-") : undefined;
}

/** Checks what a recovery says beyond its schema: its name, days that exist, and no step without the one before. */
export function checkRecoveryDocument(document: JsonObject, name: string): Finding[] {
  const findings: Finding[] = [];
  if (document.name !== name) {
    findings.push(
      finding("ENTRY_FILENAME", `the name inside is ${document.name}, the file is ${name}.json`, {
        pointer: ["name"],
        expected: name,
        fix: "rename the file, or mend the name",
      }),
    );
  }
  for (const [pointer, value] of listInstants(document)) {
    if (value === undefined || isInstant(value)) continue;
    findings.push(
      finding("RECOVERY_STAGE", `${pointer.join(".")} is no instant`, {
        pointer,
        expected: "UTC with seconds, as in 2026-11-01T12:00:00Z",
        fix: "let pak recover write the file",
      }),
    );
  }
  const { challenge, answer, vetoed, completed } = document;
  const isSkipped = [
    answer !== undefined && challenge === undefined,
    completed !== undefined && answer === undefined,
    completed !== undefined && vetoed !== undefined,
  ];
  if (isSkipped.includes(true)) {
    findings.push(
      finding("RECOVERY_STAGE", "a step is there without the one before it", {
        expected: "requested, challenge, answer, completed, in this order; or vetoed after any but the last",
        fix: "let pak recover write the file",
      }),
    );
  }
  return findings;
}

function listInstants({ requested, challenge, answer, vetoed, completed }: JsonObject) {
  const inside = (value: Json | undefined, field: string) => (isJsonObject(value) ? value[field] : undefined);
  const instants: [string[], Json | undefined][] = [
    [["requested"], requested],
    [["challenge", "expires"], inside(challenge, "expires")],
    [["answer", "answered"], inside(answer, "answered")],
    [["vetoed"], vetoed],
    [["completed"], completed],
  ];
  return instants;
}
