import type { Entry } from "../entry/entry.ts";
import { type Finding, finding } from "../finding.ts";
import { entryPath } from "../name/paths.ts";
import { renderInstant } from "../text/instant.ts";
import { CODE_DAYS, isCodeShort, isRecent, noticeEnd, STEP_DAYS } from "./deadlines.ts";
import { checkLostOwner, checkRecoverable, hasLostOwner, listOwnerKeys, replaceLostKey } from "./lost-key.ts";
import { isOver, type Recovery, type RecoveryStage, stageOf } from "./recovery.ts";

/** One step of a recovery between two commits, and everything that shows whose it is. */
export interface RecoveryChange {
  readonly name: string;
  /** The recovery in the base commit, when there is one. */
  readonly before?: Recovery;
  readonly after: Recovery;
  /** The package's entry on both sides. */
  readonly entryBefore?: Entry;
  readonly entryAfter?: Entry;
  /** Paths of the package's other files that change, its entry's among them. */
  readonly others: readonly string[];
  /** Fingerprints of keys that signed the change as it is now. */
  readonly provenKeys: readonly string[];
  readonly isMaintainer: boolean;
  /** Whether a key that signs the catalog's index signed the challenge; true while the catalog has no root. */
  readonly isChallengeSigned: boolean;
  /** SHA-256 in hex of the answer's code with the catalog, the name and the keys. */
  readonly answerDigest?: string;
  /** When the base commit's line took the answer; not after `now`. */
  readonly landed: Date;
  /** Days. */
  readonly notice: number;
  readonly now: Date;
}

/**
 * Checks one step of a recovery: exactly one thing is added to what the base commit holds, by whom it is to add.
 */
export function checkRecovery(change: RecoveryChange): Finding[] {
  const step = stepOf(change);
  if (step === undefined) return [makeStageFinding(change)];
  const { name, others } = change;
  const extra = others.filter(path => step !== "completed" || path !== entryPath(name));
  const alone = extra.length === 0 ? [] : [makeExtraFinding(extra)];
  return [...alone, ...STEPS[step](change)];
}

/** Which step a change makes; `undefined` when it is none that can come now. */
export function stepOf({ before, after, now }: RecoveryChange): RecoveryStage | undefined {
  const stage = stageOf(after);
  if (stage === "requested") return canRequest(before, now) ? "requested" : undefined;
  if (before === undefined) return undefined;
  const field = FIELDS[stage];
  if (field === undefined || !PREVIOUS[stage].includes(stageOf(before))) return undefined;
  const { [field]: _added, ...rest } = after;
  return JSON.stringify(rest) === JSON.stringify(before) ? stage : undefined;
}

const FIELDS: Readonly<Record<RecoveryStage, "challenge" | "answer" | "vetoed" | "completed" | undefined>> = {
  requested: undefined,
  challenged: "challenge",
  answered: "answer",
  vetoed: "vetoed",
  completed: "completed",
};

/** What a recovery has to be for a step to come next. */
const PREVIOUS: Readonly<Record<RecoveryStage, readonly RecoveryStage[]>> = {
  requested: [],
  challenged: ["requested"],
  answered: ["challenged"],
  vetoed: ["requested", "challenged", "answered"],
  completed: ["answered"],
};

/** A request no code was mailed for keeps nobody from making another: a stranger's would bar the owner's. */
function canRequest(before: Recovery | undefined, now: Date): boolean {
  return before === undefined || stageOf(before) === "requested" || isOver(before, now);
}

type Step = (change: RecoveryChange) => Finding[];

const STEPS: Readonly<Record<RecoveryStage, Step>> = {
  requested: change => {
    const { name, entryBefore, after } = change;
    const unfit = checkRecoverable(name, entryBefore);
    if (unfit.length > 0) return unfit;
    return [
      ...checkLostKey(change),
      ...checkUnused(change),
      ...checkNewKey(change),
      ...checkRecent(change, after.requested),
    ];
  },
  challenged: ({ name, entryBefore, isMaintainer, isChallengeSigned, after, now }) => {
    const fix = `let a maintainer make it: pak recover ${name} --challenge`;
    return [
      ...checkLostOwner(name, entryBefore, after),
      ...(isMaintainer
        ? []
        : refuse("RECOVERY_MAINTAINER", "a challenge is not by a maintainer", {
            expected: "a maintainer's change",
            fix,
          })),
      ...(isChallengeSigned
        ? []
        : refuse("RECOVERY_MAINTAINER", "the challenge is not signed by a key of the catalog", {
            expected: "a signature by a key that signs the index",
            fix: `set PAK_SIGNING_KEY and run: pak recover ${name} --challenge`,
          })),
      ...(isCodeShort(after.challenge!.expires, now)
        ? []
        : refuse("RECOVERY_EXPIRED", `the code ends at ${after.challenge!.expires}`, {
            expected: `an end in at most ${CODE_DAYS} days`,
            fix,
          })),
    ];
  },
  answered: change => {
    const { name, before, after, entryBefore, answerDigest, now } = change;
    return [
      ...checkLostOwner(name, entryBefore, after),
      ...(answerDigest === before?.challenge?.sha256
        ? []
        : refuse("RECOVERY_CODE", "the code is not the mailed one for this key", {
            expected: `the code that was mailed for the key ${after.key}`,
            fix: `type it as the mail has it: pak recover ${name} --code CODE`,
          })),
      ...(before !== undefined && isOver(before, now)
        ? refuse("RECOVERY_EXPIRED", `the code ended at ${before.challenge!.expires}`, {
            expected: "an answer before that",
            fix: `ask for another: pak recover ${name}`,
          })
        : []),
      ...checkNewKey(change),
      ...checkRecent(change, after.answer!.answered, " --code CODE"),
    ];
  },
  // Whoever the owners have become can end it.
  vetoed: change => {
    const { name, after, entryBefore, provenKeys } = change;
    const keys = listOwnerKeys(entryBefore).map(({ key }) => key);
    const unsigned = refuse("RECOVERY_KEY", "no owner's key has signed the veto; an account is not enough", {
      expected: `a commit of this change signed by ${keys.join(" or ") || "an owner's key"}`,
      fix: `pak recover ${name} --veto`,
    });
    return [
      ...(keys.some(key => provenKeys.includes(key)) ? [] : unsigned),
      ...checkRecent(change, after.vetoed!, " --veto"),
    ];
  },
  completed: change => {
    const { name, after, entryBefore, entryAfter, landed, notice, now } = change;
    const unfit = checkRecoverable(name, entryBefore);
    if (entryBefore === undefined || unfit.length > 0) return unfit;
    const changed = checkLostOwner(name, entryBefore, after);
    if (changed.length > 0) return changed;
    const end = noticeEnd(after, landed, notice);
    const isRight = JSON.stringify(replaceLostKey(entryBefore, after)) === JSON.stringify(entryAfter);
    return [
      ...(now >= end
        ? []
        : refuse("RECOVERY_NOTICE", `the old key can veto for ${notice} days`, {
            expected: `not before ${renderInstant(end)}`,
            fix: `wait, then: pak recover ${name}`,
          })),
      ...(isRight
        ? []
        : refuse("RECOVERY_KEY", "the entry is not the old one with the new key in the lost one's place", {
            expected: `${after.key} instead of ${after.lost.key}, and nothing else`,
            fix: `pak recover ${name}`,
          })),
      ...checkNewKey(change),
      ...checkRecent(change, after.completed!),
    ];
  },
};

function checkLostKey({ name, after, entryBefore }: RecoveryChange): Finding[] {
  const { lost } = after;
  if (hasLostOwner(entryBefore, lost)) return [];
  return refuse("RECOVERY_KEY", `no owner of ${name} has the key ${lost.key} and the address ${lost.email}`, {
    expected: "the key and the address of one owner, as the entry has them",
    fix: `let pak write them: pak recover ${name}`,
  });
}

/** A vetoed key stays out: else its holder asks again, until nobody looks. */
function checkUnused({ name, before, after: { key }, entryBefore }: RecoveryChange): Finding[] {
  const isVetoed = before?.vetoed !== undefined && before.key === key;
  if (!isVetoed && !listOwnerKeys(entryBefore).some(owner => owner.key === key)) return [];
  return refuse("RECOVERY_KEY", `the key ${key} ${isVetoed ? "was vetoed" : "is an owner's already"}`, {
    expected: "a new key",
    fix: `make one: pak recover ${name}`,
  });
}

function checkNewKey({ name, after, provenKeys }: RecoveryChange): Finding[] {
  if (provenKeys.includes(after.key)) return [];
  return refuse("RECOVERY_KEY", `the new key ${after.key} has not signed this change`, {
    expected: "a commit of this change signed by the new key, which lies in catalog/keys/",
    fix: `let pak sign it: pak recover ${name}`,
  });
}

function checkRecent({ name, now }: RecoveryChange, instant: string, flag = ""): Finding[] {
  if (isRecent(instant, now)) return [];
  return refuse("RECOVERY_EXPIRED", `the step is dated ${instant}`, {
    expected: `at most ${STEP_DAYS} days before ${renderInstant(now)}, or a day after it`,
    fix: `run it again: pak recover ${name}${flag}`,
  });
}

function makeStageFinding({ name, before, after }: RecoveryChange): Finding {
  if (before?.vetoed !== undefined && before.key === after.key)
    return finding("RECOVERY_VETO", `the recovery was vetoed at ${before.vetoed}`, {
      expected: "no further step of it",
      fix: `ask for another with a new key: pak recover ${name}`,
    });
  const stage = before === undefined ? "not requested" : stageOf(before);
  return finding("RECOVERY_STAGE", `the recovery is ${stage} and can't be ${stageOf(after)} by this change`, {
    expected: "one step, and all else as it is",
    fix: `see what comes next: pak recover ${name}`,
  });
}

function makeExtraFinding(extra: readonly string[]): Finding {
  return finding("RECOVERY_STAGE", `more changes than the recovery: ${extra.join(", ")}`, {
    expected: "the recovery alone; when it completes, the entry's key too",
    fix: "change the rest in a pull request of its own",
  });
}

function refuse(code: string, message: string, details: { expected: string; fix: string }): Finding[] {
  return [finding(code, message, details)];
}
