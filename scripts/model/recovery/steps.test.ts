import { describe, expect, test } from "vitest";
import { anEntry } from "../../test/catalog.ts";
import { DAY, later, NOON } from "../../test/world.ts";
import type { Entry, Owner } from "../entry/entry.ts";
import { entryPath, overridePath } from "../name/paths.ts";
import { renderInstant } from "../text/instant.ts";
import { NOTICE_DAYS } from "./deadlines.ts";
import { RECOVERY_SCHEMA, type Recovery, type RecoveryStage, stageOf } from "./recovery.ts";
import { checkRecovery, type RecoveryChange, stepOf } from "./steps.ts";

const [OLD, OTHER, NEW] = ["A".repeat(40), "B".repeat(40), "C".repeat(40)] as const;
const DIGEST = "0".repeat(64);
const STAGES = ["requested", "challenged", "answered", "vetoed", "completed"] as const;

/** `NOON`, so many days later. */
const day = (days: number) => renderInstant(later(days * DAY));

/** What each step adds: the code is mailed on day 0, given and merged on day 1; the notice ends on day 15. */
const ADDED = {
  requested: {},
  challenged: { challenge: { sha256: DIGEST, expires: day(7), signature: "signed" } },
  answered: { answer: { code: "00000-00000-00000-00000", answered: day(1) } },
  vetoed: { vetoed: day(2) },
  completed: { completed: day(15) },
} as const;

const lost = { key: OLD, email: "o@example.org" };
const requested: Recovery = { $schema: RECOVERY_SCHEMA, name: "less", key: NEW, lost, requested: day(0) };
const challenged: Recovery = { ...requested, ...ADDED.challenged };
const answered: Recovery = { ...challenged, ...ADDED.answered };
const vetoed: Recovery = { ...answered, ...ADDED.vetoed };
const completed: Recovery = { ...answered, ...ADDED.completed };
const RECOVERIES = { requested, challenged, answered, vetoed, completed };

const octocat: Owner = { email: "a@example.org", github: { login: "octocat", id: 583231 } };
const entryOf = (...owners: Owner[]) => anEntry({ name: "less", owners });
const entry = entryOf(octocat, { email: "o@example.org", key: OLD }, { email: "s@example.org", key: OTHER });
const recovered = entryOf(octocat, { email: "o@example.org", key: NEW }, entry.owners![2]!);
/** The entry where the co-owner was put first, and where the lost key's owner was replaced in each part. */
const reordered = entryOf(entry.owners![2]!, octocat, entry.owners![1]!);
const handedOn = [
  entryOf(octocat, { email: "n@example.org", key: OLD }, entry.owners![2]!),
  entryOf(octocat, { email: "o@example.org", key: "E".repeat(40) }, entry.owners![2]!),
  entryOf(octocat, entry.owners![2]!),
];
const retracted: Entry = { ...entry, retracted: { date: "2026-11-01", reason: "gone" } };

/** A right change for each step, by whom it is to make. */
const RIGHT = {
  requested: { after: requested, provenKeys: [NEW], now: NOON },
  challenged: {
    before: requested,
    after: challenged,
    isMaintainer: true,
    isChallengeSigned: true,
    now: NOON,
  },
  answered: {
    before: challenged,
    after: answered,
    provenKeys: [NEW],
    answerDigest: DIGEST,
    now: later(DAY),
  },
  vetoed: { before: answered, after: vetoed, provenKeys: [OLD], now: later(2 * DAY) },
  completed: {
    before: answered,
    after: completed,
    entryAfter: recovered,
    others: [entryPath("less")],
    provenKeys: [NEW],
    now: later(15 * DAY),
  },
} satisfies Record<RecoveryStage, Partial<RecoveryChange>>;

function aChange(step: RecoveryStage, fields: Partial<RecoveryChange> = {}): RecoveryChange {
  return {
    name: "less",
    entryBefore: entry,
    entryAfter: entry,
    others: [],
    provenKeys: [],
    isMaintainer: false,
    isChallengeSigned: false,
    landed: later(DAY),
    notice: NOTICE_DAYS,
    ...RIGHT[step],
    ...fields,
  };
}

/** A change of a package that has no entry. */
function withoutEntry(step: RecoveryStage): RecoveryChange {
  const { entryBefore: _before, entryAfter: _after, ...change } = aChange(step);
  return change;
}

const codesOf = (change: RecoveryChange) => checkRecovery(change).map(({ code }) => code);

test.each(STAGES)("the step %s is told, and accepted from whom it is to make", step => {
  expect(stepOf(aChange(step))).toBe(step);
  expect(checkRecovery(aChange(step))).toEqual([]);
});

test("these transitions are steps, and no others", () => {
  const found = [undefined, ...STAGES].map(from => {
    const before = from && RECOVERIES[from];
    const steps = STAGES.filter(to =>
      // The recovery of the later stage, or the earlier one with what the step adds.
      [RECOVERIES[to], { ...(before ?? requested), ...ADDED[to] }]
        .filter(after => stageOf(after) === to)
        .some(after => stepOf(aChange("requested", { ...(before && { before }), after })) === to),
    );
    return [from ?? "nothing", steps];
  });
  expect(Object.fromEntries(found)).toEqual({
    nothing: ["requested"],
    requested: ["requested", "challenged", "vetoed"],
    challenged: ["answered", "vetoed"],
    answered: ["vetoed", "completed"],
    vetoed: ["requested"],
    completed: ["requested"],
  });
});

describe("a request", () => {
  const another = { ...requested, key: "D".repeat(40) };
  const request = (before: Recovery, now = NOON) => {
    const after = { ...another, requested: renderInstant(now) };
    return codesOf(aChange("requested", { before, after, provenKeys: [another.key], now }));
  };

  test("takes the place of a request, and of a recovery that is over", () => {
    for (const before of [requested, vetoed, completed]) expect(request(before), stageOf(before)).toEqual([]);
  });

  test("takes the place of a mailed code from the instant it runs out", () => {
    const end = 7 * DAY;
    expect([later(end - 1), later(end)].map(now => request(challenged, now))).toEqual([
      ["RECOVERY_STAGE"],
      [],
    ]);
  });

  test("is for another key than the vetoed one, whenever the veto was", () => {
    for (const before of [{ ...requested, ...ADDED.vetoed }, vetoed]) {
      expect(checkRecovery(aChange("requested", { before, now: later(20 * DAY) }))).toEqual([
        {
          code: "RECOVERY_KEY",
          message: `the key ${NEW} was vetoed`,
          expected: "a new key",
          fix: "make one: pak recover less",
        },
      ]);
      expect(request(before, later(20 * DAY))).toEqual([]);
    }
    // A key whose request nobody answered can be asked for again.
    const again = aChange("requested", { before: challenged, now: later(8 * DAY) });
    expect(checkRecovery(again)).toEqual([]);
  });

  test("never takes the place of a code that was given", () => {
    for (const now of [NOON, later(100 * DAY)]) expect(request(answered, now)).toEqual(["RECOVERY_STAGE"]);
  });
});

test.each([
  ["a request and a challenge", "nothing", challenged],
  ["a request that is vetoed at once", "nothing", { ...requested, ...ADDED.vetoed }],
  ["a challenge and an answer", "requested", answered],
  ["a challenge and a veto", "requested", { ...challenged, ...ADDED.vetoed }],
  ["an answer and a veto", "challenged", vetoed],
  ["an answer and a completion", "challenged", completed],
  ["a veto and a completion", "answered", { ...completed, ...ADDED.vetoed }],
] as const)("two steps in one change are none: %s", (_what, from, after) => {
  const before = from === "nothing" ? {} : { before: RECOVERIES[from] };
  const both = aChange("requested", { ...before, after, provenKeys: [OLD, NEW], isMaintainer: true });
  const stage = from === "nothing" ? "not requested" : from;
  expect([stepOf(both), checkRecovery(both)]).toEqual([
    undefined,
    [
      {
        code: "RECOVERY_STAGE",
        message: `the recovery is ${stage} and can't be ${stageOf(after)} by this change`,
        expected: "one step, and all else as it is",
        fix: "see what comes next: pak recover less",
      },
    ],
  ]);
});

test.each([
  ["challenged", { requested: day(1) }],
  ["challenged", { key: OTHER }],
  ["challenged", { lost: { key: OTHER, email: "s@example.org" } }],
  ["answered", { key: OTHER }],
  ["answered", { challenge: { ...ADDED.challenged.challenge, expires: day(8) } }],
  ["vetoed", { answer: { ...ADDED.answered.answer, answered: day(2) } }],
  ["completed", { key: OTHER }],
  ["completed", { lost: { key: OLD, email: "s@example.org" } }],
  ["completed", { answer: { ...ADDED.answered.answer, answered: day(0) } }],
] as const)("a step leaves the rest as it is: %s and %j", (step, fields) => {
  const after = { ...RECOVERIES[step], ...fields };
  expect(codesOf(aChange(step, { after, provenKeys: [OLD, NEW, OTHER] }))).toEqual(["RECOVERY_STAGE"]);
});

test("a vetoed recovery takes no further step, which is told of its key only", () => {
  const goOn = (before: Recovery) => checkRecovery(aChange("completed", { before }));
  expect(goOn(vetoed)).toEqual([
    {
      code: "RECOVERY_VETO",
      message: `the recovery was vetoed at ${day(2)}`,
      expected: "no further step of it",
      fix: "ask for another with a new key: pak recover less",
    },
  ]);
  expect(goOn({ ...vetoed, key: OTHER }).map(({ code }) => code)).toEqual(["RECOVERY_STAGE"]);
});

test("other files of the package don't change along, but the entry when it completes", () => {
  const others = [entryPath("less"), overridePath("less")];
  const found = STAGES.map(step => [step, checkRecovery(aChange(step, { others }))]);
  const refusal = (paths: readonly string[]) => ({
    code: "RECOVERY_STAGE",
    message: `more changes than the recovery: ${paths.join(", ")}`,
    expected: "the recovery alone; when it completes, the entry's key too",
    fix: "change the rest in a pull request of its own",
  });
  expect(found).toEqual(
    STAGES.map(step => [step, [refusal(step === "completed" ? others.slice(1) : others)]]),
  );
  // The step itself is judged all the same.
  expect(codesOf(aChange("vetoed", { others, provenKeys: [] }))).toEqual(["RECOVERY_STAGE", "RECOVERY_KEY"]);
});

describe("the owner whose key was lost", () => {
  test("is asked for as the entry has them, whichever owner it is", () => {
    const ask = (lost: Recovery["lost"]) =>
      checkRecovery(aChange("requested", { after: { ...requested, lost } }));
    expect(ask({ key: OTHER, email: "s@example.org" })).toEqual([]);
    for (const { key, email } of [
      { key: OLD, email: "s@example.org" },
      { key: OTHER, email: "o@example.org" },
      { key: OLD, email: "a@example.org" },
    ]) {
      expect(ask({ key, email })).toEqual([
        {
          code: "RECOVERY_KEY",
          message: `no owner of less has the key ${key} and the address ${email}`,
          expected: "the key and the address of one owner, as the entry has them",
          fix: "let pak write them: pak recover less",
        },
      ]);
    }
  });

  test.each(["challenged", "answered", "completed"] as const)("is still one when it is %s", step => {
    const recover = (entryBefore: Entry) => {
      const owners = entryBefore.owners!.map(owner => (owner.key === OLD ? { ...owner, key: NEW } : owner));
      return codesOf(
        aChange(step, { entryBefore, ...(step === "completed" && { entryAfter: entryOf(...owners) }) }),
      );
    };
    expect(recover(reordered)).toEqual([]);
    for (const changed of handedOn) expect(recover(changed)).toEqual(["RECOVERY_STAGE"]);
  });

  test("is the only one whose key is replaced", () => {
    const asFirst = entryOf({ email: "s@example.org", key: NEW }, octocat, entry.owners![1]!);
    const change = { entryBefore: reordered, entryAfter: asFirst };
    expect(codesOf(aChange("completed", change))).toEqual(["RECOVERY_KEY"]);
  });

  test("may have changed when it is vetoed, by whoever the owners are then", () => {
    const byWhom = (entryBefore: Entry, key: string) =>
      codesOf(aChange("vetoed", { entryBefore, provenKeys: [key] }));
    for (const changed of handedOn) expect(byWhom(changed, OTHER)).toEqual([]);
    expect(byWhom(handedOn[2]!, OLD)).toEqual(["RECOVERY_KEY"]);
  });
});

const SIGN = ["RECOVERY_KEY", "let pak sign it: pak recover less"] as const;
const CHALLENGE = "let a maintainer make it: pak recover less --challenge";
const COMPLETE = ["RECOVERY_KEY", "pak recover less"] as const;
const VETO = ["RECOVERY_KEY", "pak recover less --veto"] as const;

test.each<[RecoveryStage, string, Partial<RecoveryChange>, code: string, fix: string]>([
  ["requested", "by no key", { provenKeys: [] }, ...SIGN],
  ["requested", "by owners' keys only", { provenKeys: [OLD, OTHER] }, ...SIGN],
  [
    "requested",
    "for a key that an owner has already",
    { after: { ...requested, key: OTHER }, provenKeys: [OTHER] },
    "RECOVERY_KEY",
    "make one: pak recover less",
  ],
  [
    "requested",
    "of a retracted package",
    { entryBefore: retracted },
    "RECOVERY_STAGE",
    "publish under another name",
  ],
  [
    "requested",
    "where no owner has a key",
    { entryBefore: entryOf(octocat) },
    "RECOVERY_KEY",
    "an account needs no recovery: open the pull request from an owner's account",
  ],
  ["challenged", "by no maintainer", { isMaintainer: false }, "RECOVERY_MAINTAINER", CHALLENGE],
  [
    "challenged",
    "signed by no key of the catalog",
    { isChallengeSigned: false },
    "RECOVERY_MAINTAINER",
    "set PAK_SIGNING_KEY and run: pak recover less --challenge",
  ],
  ["challenged", "when the code has ended", { now: later(7 * DAY) }, "RECOVERY_EXPIRED", CHALLENGE],
  ["challenged", "when the code lasts too long", { now: later(-DAY - 1_000) }, "RECOVERY_EXPIRED", CHALLENGE],
  ["answered", "by no key", { provenKeys: [] }, ...SIGN],
  ["answered", "by owners' keys only", { provenKeys: [OLD, OTHER] }, ...SIGN],
  [
    "answered",
    "with another code",
    { answerDigest: "1".repeat(64) },
    "RECOVERY_CODE",
    "type it as the mail has it: pak recover less --code CODE",
  ],
  [
    "answered",
    "when the code has ended",
    {
      after: { ...challenged, answer: { ...ADDED.answered.answer, answered: day(7) } },
      now: later(7 * DAY),
    },
    "RECOVERY_EXPIRED",
    "ask for another: pak recover less",
  ],
  ["vetoed", "by no key", { provenKeys: [] }, ...VETO],
  ["vetoed", "by the new key", { provenKeys: [NEW] }, ...VETO],
  ["vetoed", "by a maintainer without an owner's key", { provenKeys: [], isMaintainer: true }, ...VETO],
  [
    "completed",
    "in the notice",
    { now: later(15 * DAY - 1) },
    "RECOVERY_NOTICE",
    "wait, then: pak recover less",
  ],
  ["completed", "by no key", { provenKeys: [] }, ...SIGN],
  ["completed", "by owners' keys only", { provenKeys: [OLD, OTHER] }, ...SIGN],
  ["completed", "without the entry", { entryAfter: entry, others: [] }, ...COMPLETE],
  ["completed", "with more of the entry", { entryAfter: { ...recovered, description: "x" } }, ...COMPLETE],
  [
    "completed",
    "with the key in another owner's place",
    { entryAfter: entryOf(octocat, entry.owners![1]!, { email: "s@example.org", key: NEW }) },
    ...COMPLETE,
  ],
  [
    "completed",
    "of a retracted package",
    { entryBefore: retracted },
    "RECOVERY_STAGE",
    "publish under another name",
  ],
])("a recovery is not %s %s", (step, _how, fields, code, fix) => {
  const change = aChange(step, fields);
  expect(stepOf(change)).toBe(step);
  expect(checkRecovery(change)).toMatchObject([{ code, fix }]);
});

test.each(["requested", "completed"] as const)("a recovery of no entry is not %s", step => {
  expect(checkRecovery(withoutEntry(step))).toMatchObject([
    { code: "RECOVERY_KEY", message: "the catalog has no entry less" },
  ]);
});

test("whatever is wrong with a step is told at once", () => {
  const nobody = { provenKeys: [], isMaintainer: false, isChallengeSigned: false };
  const late = (step: RecoveryStage, now: Date) => codesOf(aChange(step, { ...nobody, now }));
  expect(late("requested", later(31 * DAY))).toEqual(["RECOVERY_KEY", "RECOVERY_EXPIRED"]);
  expect(late("challenged", later(8 * DAY))).toEqual([
    "RECOVERY_MAINTAINER",
    "RECOVERY_MAINTAINER",
    "RECOVERY_EXPIRED",
  ]);
  const { answerDigest: _, ...codeless } = aChange("answered", { ...nobody, now: later(32 * DAY) });
  expect(codesOf(codeless)).toEqual([
    "RECOVERY_CODE",
    "RECOVERY_EXPIRED",
    "RECOVERY_KEY",
    "RECOVERY_EXPIRED",
  ]);
  expect(late("vetoed", later(33 * DAY))).toEqual(["RECOVERY_KEY", "RECOVERY_EXPIRED"]);
  const early = { ...nobody, entryAfter: entry, now: later(DAY) };
  expect(codesOf(aChange("completed", early))).toEqual([
    "RECOVERY_NOTICE",
    "RECOVERY_KEY",
    "RECOVERY_KEY",
    "RECOVERY_EXPIRED",
  ]);
});

describe("a refusal says what was expected", () => {
  const expectedOf = (change: RecoveryChange) => checkRecovery(change).map(({ expected }) => expected);

  test("of a veto: which keys can", () => {
    expect(expectedOf(aChange("vetoed", { provenKeys: [] }))).toEqual([
      `a commit of this change signed by ${OLD} or ${OTHER}`,
    ]);
    expect(expectedOf(withoutEntry("vetoed"))).toEqual(["a commit of this change signed by an owner's key"]);
  });

  test("of a completion: which key for which, and when", () => {
    const after = { ...answered, completed: day(2) };
    const early = { after, entryAfter: entry, now: later(2 * DAY), notice: 2 };
    expect(expectedOf(aChange("completed", early))).toEqual([
      `not before ${day(3)}`,
      `${NEW} instead of ${OLD}, and nothing else`,
    ]);
  });

  test("of a code: the key it was mailed for", () => {
    expect(expectedOf(aChange("answered", { answerDigest: "1".repeat(64) }))).toEqual([
      `the code that was mailed for the key ${NEW}`,
    ]);
  });

  test("of a challenge: how long a code lasts", () => {
    expect(expectedOf(aChange("challenged", { now: later(-DAY - 1_000) }))).toEqual([
      "an end in at most 7 days",
    ]);
  });
});

test("every owner's key can veto, at each stage before the last", () => {
  for (const before of [requested, challenged, answered]) {
    for (const key of [OLD, OTHER]) {
      const after = { ...before, ...ADDED.vetoed };
      expect(checkRecovery(aChange("vetoed", { before, after, provenKeys: [key] }))).toEqual([]);
    }
  }
});

test("a code can be mailed for a moment and for eight days, given until the moment before it ends", () => {
  const codesAt = (step: RecoveryStage, now: Date, fields: Partial<RecoveryChange> = {}) =>
    codesOf(aChange(step, { ...fields, now }));
  expect([later(-DAY), later(7 * DAY - 1)].map(now => codesAt("challenged", now))).toEqual([[], []]);
  const after = { ...challenged, answer: { ...ADDED.answered.answer, answered: day(7) } };
  expect(codesAt("answered", later(7 * DAY - 1), { after })).toEqual([]);
});

test.each([1, 7, NOTICE_DAYS])("a notice of %d days ends with its last instant", notice => {
  const codesAt = (at: number, landed: number) =>
    codesOf(aChange("completed", { notice, landed: later(landed), now: later(at) }));
  // The answer is dated on day 1: merged before, then and later.
  for (const landed of [0, DAY, 15 * DAY]) {
    const end = Math.max(DAY, landed) + notice * DAY;
    expect(codesAt(end - 1, landed)).toContain("RECOVERY_NOTICE");
    expect(codesAt(end, landed)).not.toContain("RECOVERY_NOTICE");
  }
});

test.each([
  ["requested", 0, ""],
  ["answered", DAY, " --code CODE"],
  ["vetoed", 2 * DAY, " --veto"],
  ["completed", 15 * DAY, ""],
] as const)(
  "what is %s may wait a month for its merge, and is dated a day ahead at most",
  (step, dated, flag) => {
    const found = [-DAY - 1, -DAY, 30 * DAY, 30 * DAY + 1].map(off => {
      const now = later(dated + off);
      // The code is out as long, and the notice is over.
      const challenge = { ...ADDED.challenged.challenge, expires: day(60) };
      const fields = {
        ...(step === "answered" && { before: { ...challenged, challenge } }),
        landed: NOON,
        notice: 1,
      };
      const after = { ...RECOVERIES[step], ...(step === "answered" && { challenge }) };
      return checkRecovery(aChange(step, { ...fields, after, now })).map(
        ({ code, message, expected, fix }) => [
          code,
          message,
          expected === `at most 30 days before ${renderInstant(now)}, or a day after it`,
          fix,
        ],
      );
    });
    const refusal = [
      "RECOVERY_EXPIRED",
      `the step is dated ${day(dated / DAY)}`,
      true,
      `run it again: pak recover less${flag}`,
    ];
    expect(found).toEqual([[refusal], [], [], [refusal]]);
  },
);
