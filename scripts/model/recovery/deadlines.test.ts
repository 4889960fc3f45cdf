import { expect, test } from "vitest";
import { DAY, later, NOON } from "../../test/world.ts";
import { renderInstant } from "../text/instant.ts";
import { isCodeShort, isRecent, noticeEnd } from "./deadlines.ts";
import { RECOVERY_SCHEMA, type Recovery } from "./recovery.ts";

/** A recovery whose code was given on a day after `NOON`. */
function answeredOn(day: number): Recovery {
  return {
    $schema: RECOVERY_SCHEMA,
    name: "less",
    key: "C".repeat(40),
    lost: { key: "A".repeat(40), email: "o@example.org" },
    requested: renderInstant(NOON),
    challenge: { sha256: "0".repeat(64), expires: renderInstant(later(7 * DAY)), signature: "signed" },
    answer: { code: "00000-00000-00000-00000", answered: renderInstant(later(day * DAY)) },
  };
}

test.each([
  ["the answer, when that is dated later", 2, 1, 2],
  ["its landing, when that was later", 1, 15, 15],
  ["both at once", 3, 3, 3],
])("a notice begins with %s", (_with, answered, landed, begins) => {
  for (const notice of [1, 14, 30])
    expect(noticeEnd(answeredOn(answered), later(landed * DAY), notice)).toEqual(
      later((begins + notice) * DAY),
    );
});

/** Whether each of the times is right for a date that many milliseconds after it. */
const judge = (isRight: typeof isRecent, ...offsets: number[]) =>
  offsets.map(offset => isRight(renderInstant(later(offset)), NOON));

test("a code ends in the future, and in at most seven days by a clock that is a day ahead", () => {
  expect(judge(isCodeShort, 0, 1_000, 7 * DAY, 8 * DAY, 8 * DAY + 1_000)).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
});

test("a step may wait thirty days for its merge, and be dated by a clock that is a day ahead", () => {
  expect(judge(isRecent, -30 * DAY - 1_000, -30 * DAY, 0, DAY, DAY + 1_000)).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
});
