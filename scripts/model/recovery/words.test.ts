import { expect, test } from "vitest";
import { RECOVERY_SCHEMA, type Recovery } from "./recovery.ts";
import { renderRecoveryMail, renderRecoveryState } from "./words.ts";

const KEY = "26E3EB29C4F3318ECBE1DC856FA86F81BB75E411";
const CODE = "7K2MQ-9DTRX-0AVBE-H4WZS";

const LOST = "A".repeat(40);

const requested: Recovery = {
  $schema: RECOVERY_SCHEMA,
  name: "less",
  key: KEY,
  lost: { key: LOST, email: "o@example.org" },
  requested: "2026-11-21T12:00:00Z",
};
const challenged: Recovery = {
  ...requested,
  challenge: { sha256: "0".repeat(64), expires: "2026-11-28T12:00:00Z", signature: "signed" },
};
const answered: Recovery = { ...challenged, answer: { code: CODE, answered: "2026-11-22T12:00:00Z" } };

function renderMail(fields: { title?: string; notice?: number } = {}) {
  const given = { title: "Pak catalog", recovery: challenged, code: CODE, notice: 14 };
  return renderRecoveryMail({ ...given, ...fields });
}

test("the mail goes to the lost key's owner, brings the code, and says what to do with it or against it", () => {
  expect(renderMail()).toEqual({
    to: "o@example.org",
    subject: "Pak catalog: the code to recover less",
    text: `Somebody has asked Pak catalog to replace your key of the package less,

    ${LOST}

by the new key

    ${KEY}

If it was you, and the fingerprint is that of your new key, run where that key is kept:

    pak recover less --code ${CODE}

The code works once, until 2026-11-28T12:00:00Z. Then a notice of 14 days begins, in which
the old key can veto; after it, run \`pak recover\` again to complete the change.

If it was not you, keep the code to yourself and do nothing, or put an end to it with your key:

    pak recover less --veto`,
  });
});

test("a notice of one day is one day", () => {
  expect(renderMail({ notice: 1 }).text).toContain("a notice of 1 day begins");
});

test("a title adds no line to the mail, and steers no terminal", () => {
  const mail = renderMail({ title: "Pak\u001b[31m\r\nBcc: x@example.org\u202e" });
  expect(mail.subject).toBe("Pak Bcc: x@example.org: the code to recover less");
  expect(mail.text.split("\n")[0]).toContain("asked Pak Bcc: x@example.org to replace");
  expect(mail.text.split("\n")).toHaveLength(renderMail().text.split("\n").length);
});

const VETO = "whoever has the old key can end it: pak recover less --veto";

test.each<[Recovery, ...string[]]>([
  [
    requested,
    `the recovery of less by ${KEY} was requested at 2026-11-21T12:00:00Z`,
    "a maintainer mails a code to o@example.org next",
    VETO,
  ],
  [
    challenged,
    `a code for ${KEY} was mailed to o@example.org`,
    "give it until 2026-11-28T12:00:00Z: pak recover less --code CODE",
    VETO,
  ],
  [
    answered,
    `the code for ${KEY} was given`,
    "run pak recover less again from 2026-11-24T12:00:00Z",
    `until it is completed, ${VETO}`,
  ],
  [
    { ...answered, vetoed: "2026-11-23T12:00:00Z" },
    "the recovery of less was vetoed at 2026-11-23T12:00:00Z",
  ],
  [
    { ...answered, completed: "2026-11-25T12:00:00Z" },
    "the recovery of less was completed at 2026-11-25T12:00:00Z",
  ],
])("each state tells what comes next, and until when: %#", (recovery, ...parts) => {
  expect(renderRecoveryState(recovery, new Date("2026-11-20T12:00:00Z"), 2)).toBe(parts.join("; "));
});

test("an answer that landed late can be completed later", () => {
  const told = renderRecoveryState(answered, new Date("2026-11-30T12:00:00Z"), 2);
  expect(told).toContain("run pak recover less again from 2026-12-02T12:00:00Z");
});
