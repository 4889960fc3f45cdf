import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY, later, NOON } from "../../test/world.ts";
import type { JsonObject } from "../json.ts";
import {
  CODE_LETTERS,
  checkRecoveryDocument,
  isOver,
  parseCode,
  RECOVERY_SCHEMA,
  type Recovery,
  renderChallengeText,
  renderCodeText,
  stageOf,
} from "./recovery.ts";

const CODE = "7K2MQ-9DTRX-0AVBE-H4WZS";
const KEY = "26E3EB29C4F3318ECBE1DC856FA86F81BB75E411";
const lost = { key: "A".repeat(40), email: "o@example.org" };
const requested = "2026-11-14T12:00:00Z";
const vetoed = "2026-11-22T12:00:00Z";
const completed = "2026-12-06T12:00:00Z";
/** Its code ends at `NOON`. */
const challenge = { sha256: "0".repeat(64), expires: "2026-11-21T12:00:00Z", signature: "signed" };
const answer = { code: CODE, answered: "2026-11-20T12:00:00Z" };

function aRecovery(fields: Partial<Recovery> = {}): Recovery {
  return { $schema: RECOVERY_SCHEMA, name: "less", key: KEY, lost, requested, ...fields };
}

/** Every row that steps can lead to, and its stage. */
const STAGES = [
  [{}, "requested"],
  [{ challenge }, "challenged"],
  [{ challenge, answer }, "answered"],
  [{ vetoed }, "vetoed"],
  [{ challenge, vetoed }, "vetoed"],
  [{ challenge, answer, vetoed }, "vetoed"],
  [{ challenge, answer, completed }, "completed"],
] as const;

test("the stage is that of the last step", () => {
  expect(STAGES.map(([fields]) => stageOf(aRecovery(fields)))).toEqual(STAGES.map(([, stage]) => stage));
});

test("a code runs out at the very instant it ends", () => {
  const recovery = aRecovery({ challenge });
  expect([later(-1), NOON, later(1)].map(now => isOver(recovery, now))).toEqual([false, true, true]);
});

test("a veto and a completion are the end at any time; a request and an answer never are", () => {
  for (const [fields, stage] of STAGES.filter(([, stage]) => stage !== "challenged")) {
    const isEnd = stage === "vetoed" || stage === "completed";
    const times = [later(-30 * DAY), later(1_000 * DAY)];
    expect(
      times.map(now => isOver(aRecovery(fields), now)),
      stage,
    ).toEqual([isEnd, isEnd]);
  }
});

describe("a typed code", () => {
  test.each([
    ["as it is recorded", CODE, CODE],
    ["in lower case", CODE.toLowerCase(), CODE],
    ["without hyphens", "7K2MQ9DTRX0AVBEH4WZS", CODE],
    ["in other groups, with blanks, tabs and line breaks", " 7K2M Q9DT\tRX0A--VBEH\r\n4WZS\n", CODE],
    ["with O for 0, and I and L for 1", "oO0iI-1lL00-00000-00000", "00011-11100-00000-00000"],
  ])("is read %s", (_how, typed, code) => {
    expect(parseCode(typed)).toBe(code);
  });

  test.each([
    ["empty", ""],
    ["a letter short", CODE.slice(0, -1)],
    ["a letter long", `${CODE}0`],
    ["with a U", CODE.replace("K", "U")],
    ["with a letter of another alphabet", CODE.replace("A", "\u0410")],
    ["with another mark", CODE.replaceAll("-", "_")],
    ["with a mark in a letter's place", CODE.replace("7", "*")],
    ["beside other text", `${CODE} thanks`],
  ])("is none when it is %s", (_what, typed) => {
    expect(parseCode(typed)).toBeUndefined();
  });

  test("as it is recorded is read as itself, and so is every other way to type it", () => {
    const looks: Readonly<Record<string, string>> = { "0": "0oO", "1": "1iIlL" };
    const letter = fc.constantFrom(...CODE_LETTERS).chain(recorded =>
      fc.record({
        recorded: fc.constant(recorded),
        typed: fc.constantFrom(...(looks[recorded] ?? recorded + recorded.toLowerCase())),
        gap: fc.constantFrom("", "", "-", " ", "\n"),
      }),
    );
    fc.assert(
      fc.property(fc.array(letter, { minLength: 20, maxLength: 20 }), letters => {
        const recorded = letters.map((one, at) => (at > 0 && at % 5 === 0 ? "-" : "") + one.recorded);
        const code = recorded.join("");
        expect(parseCode(code)).toBe(code);
        expect(parseCode(letters.map(one => one.typed + one.gap).join(""))).toBe(code);
      }),
    );
  });

  test("is made of 32 letters, five bits each", () => {
    expect([new Set(CODE_LETTERS).size, CODE_LETTERS.length]).toEqual([32, 32]);
  });
});

test("the digest of a code is over these bytes, whatever the stage", () => {
  const bytes = `pak-recovery\ntest\nless\n${KEY}\n${lost.key}\n${lost.email}\n${CODE}\n`;
  for (const [fields] of STAGES) expect(renderCodeText("test", aRecovery(fields), CODE)).toBe(bytes);
});

test("a maintainer signs these bytes", () => {
  expect(renderChallengeText("test", aRecovery(), challenge)).toBe(
    `pak-recovery-challenge\ntest\nless\n${KEY}\n${lost.key}\n${lost.email}\n${"0".repeat(64)}\n2026-11-21T12:00:00Z\n`,
  );
});

describe("a document", () => {
  const check = (fields: object) =>
    checkRecoveryDocument({ ...aRecovery(), ...fields } as object as JsonObject, "less");

  test("of every stage has no findings", () => {
    for (const [fields, stage] of STAGES) expect(check(fields), stage).toEqual([]);
  });

  test("has the name of its file", () => {
    expect(check({ name: "more" })).toEqual([
      {
        code: "ENTRY_FILENAME",
        message: "the name inside is more, the file is less.json",
        pointer: ["name"],
        expected: "less",
        fix: "rename the file, or mend the name",
      },
    ]);
  });

  const never = "2026-02-30T12:00:00Z";
  test.each([
    [["requested"], { requested: never }],
    [["challenge", "expires"], { challenge: { ...challenge, expires: never } }],
    [["answer", "answered"], { challenge, answer: { ...answer, answered: never } }],
    [["vetoed"], { vetoed: never }],
    [["completed"], { challenge, answer, completed: never }],
  ])("has a day that exists in %j", (pointer, fields) => {
    expect(check(fields)).toEqual([
      {
        code: "RECOVERY_STAGE",
        message: `${pointer.join(".")} is no instant`,
        pointer,
        expected: "UTC with seconds, as in 2026-11-01T12:00:00Z",
        fix: "let pak recover write the file",
      },
    ]);
  });

  test.each([
    ["an answer without a challenge", { answer }],
    ["a veto of such an answer", { answer, vetoed }],
    ["a completion without an answer", { challenge, completed }],
    ["a completion of what was vetoed", { challenge, answer, vetoed, completed }],
  ])("skips no step: %s", (_what, fields) => {
    expect(check(fields)).toEqual([
      {
        code: "RECOVERY_STAGE",
        message: "a step is there without the one before it",
        expected: "requested, challenge, answer, completed, in this order; or vetoed after any but the last",
        fix: "let pak recover write the file",
      },
    ]);
  });

  test("with a step of another shape is left to the schema", () => {
    expect(check({ challenge: 7, answer: [] })).toEqual([]);
  });
});
