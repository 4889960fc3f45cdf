import { expect, test } from "vitest";
import { anEntry } from "../../test/catalog.ts";
import { DAY, later, NOON } from "../../test/world.ts";
import type { Entry, Owner } from "../entry/entry.ts";
import {
  checkLostOwner,
  checkOwnersStay,
  checkRecoverable,
  hasLostOwner,
  isLostOwner,
  listOwnerKeys,
  replaceLostKey,
} from "./lost-key.ts";
import { RECOVERY_SCHEMA, type Recovery } from "./recovery.ts";

const [OLD, OTHER, NEW] = ["A".repeat(40), "B".repeat(40), "C".repeat(40)] as const;
const octocat: Owner = { email: "a@example.org", github: { login: "octocat", id: 583231 } };
const keyed: Owner = { email: "o@example.org", key: OLD, github: { login: "owner", id: 7 } };
const second: Owner = { email: "s@example.org", key: OTHER };
const retracted = { date: "2026-11-01", reason: "gone" };

const less = (...owners: Owner[]) => anEntry({ name: "less", ...(owners.length > 0 ? { owners } : {}) });

const lost = { key: OLD, email: "o@example.org" };

test("the keys that can be lost are listed in the entry's order, with their addresses", () => {
  expect(listOwnerKeys(less(octocat, keyed, second))).toEqual([lost, { key: OTHER, email: "s@example.org" }]);
  expect([less(octocat), less(), undefined].map(listOwnerKeys)).toEqual([[], [], []]);
});

test("the owner of the lost key is known by the key and the address together", () => {
  const others = [octocat, second, { ...keyed, email: "s@example.org" }, { ...keyed, key: OTHER }];
  expect([keyed, ...others].map(owner => isLostOwner(owner, lost))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(hasLostOwner(less(octocat, keyed), lost)).toBe(true);
  for (const entry of [less(...others), less(), undefined]) expect(hasLostOwner(entry, lost)).toBe(false);
});

test("the new key takes the lost one's place, wherever that is, and nothing else changes", () => {
  for (const entry of [less(octocat, keyed, second), less(second, octocat, keyed)]) {
    const text = JSON.stringify(entry);
    expect(JSON.stringify(replaceLostKey(entry, { key: NEW, lost }))).toBe(text.replace(OLD, NEW));
    expect(JSON.stringify(entry)).toBe(text);
  }
  for (const other of [less(octocat), less(), less(second), less({ ...keyed, email: "x@example.org" })])
    expect(replaceLostKey(other, { key: NEW, lost })).toEqual(other);
});

test("an owner who has changed since the request is told, with what can be done", () => {
  expect(checkLostOwner("less", less(second, keyed), { lost })).toEqual([]);
  for (const entry of [less({ ...keyed, email: "x@example.org" }), less(second), undefined]) {
    expect(checkLostOwner("less", entry, { lost })).toEqual([
      {
        code: "RECOVERY_STAGE",
        message: "the owner of less whose key was lost has changed since the request",
        expected: `an owner with the key ${OLD} and the address o@example.org`,
        fix: "ask anew: pak recover less; when a code was mailed, first: pak recover less --veto",
      },
    ]);
  }
});

test("an entry in use whose owner has a key can be recovered", () => {
  expect(checkRecoverable("less", less(octocat, keyed))).toEqual([]);
});

test.each([
  [
    "no entry",
    undefined,
    {
      code: "RECOVERY_KEY",
      message: "the catalog has no entry less",
      expected: "an entry whose owner has a key",
      fix: "check the spelling: pak search WORD",
    },
  ],
  [
    "an entry that was retracted",
    { ...less(keyed), retracted },
    {
      code: "RECOVERY_STAGE",
      message: "less was retracted, and nobody changes it any more",
      expected: "an entry in use",
      fix: "publish under another name",
    },
  ],
  [
    "an entry of the maintainers",
    less(),
    {
      code: "RECOVERY_KEY",
      message: "no owner of less has a key",
      expected: "an owner with a key",
      fix: "ask a maintainer, in an issue, to make you its owner",
    },
  ],
  [
    "an entry whose owners have accounts only",
    less(octocat),
    {
      code: "RECOVERY_KEY",
      message: "no owner of less has a key",
      expected: "an owner with a key",
      fix: "an account needs no recovery: open the pull request from an owner's account",
    },
  ],
])("%s has no key to recover", (_what, entry, refusal) => {
  expect(checkRecoverable("less", entry)).toEqual([refusal]);
});

const requested: Recovery = {
  $schema: RECOVERY_SCHEMA,
  name: "less",
  key: NEW,
  lost,
  requested: "2026-11-20T12:00:00Z",
};
const challenged: Recovery = {
  ...requested,
  challenge: { sha256: "0".repeat(64), expires: "2026-11-22T12:00:00Z", signature: "signed" },
};
const answered: Recovery = {
  ...challenged,
  answer: { code: "00000-00000-00000-00000", answered: "2026-11-21T12:00:00Z" },
};
const handedOn = less(second);

function checkStay(recovery: Recovery, now: Date, after: Entry | undefined, before = less(octocat, keyed)) {
  return checkOwnersStay({ name: "less", recovery, before, after, now });
}

test.each([
  ["before a code is out", requested, NOON, false],
  ["while a code can be given", challenged, later(DAY - 1), true],
  ["once the code ran out", challenged, later(DAY), false],
  ["in the notice, and after it", answered, later(100 * DAY), true],
  ["after a veto", { ...answered, vetoed: "2026-11-21T12:00:00Z" }, NOON, false],
  ["after the completion", { ...answered, completed: "2026-12-05T12:00:00Z" }, NOON, false],
])("whether owners have to stay %s", (_when, recovery, now, isRefused) => {
  const refusal = {
    code: "RECOVERY_STAGE",
    message: "the owners of less change while a recovery is under way",
    expected: "no recovery whose code was mailed",
    fix: "put an end to it first: pak recover less --veto",
  };
  expect(checkStay(recovery, now, handedOn)).toEqual(isRefused ? [refusal] : []);
});

test.each([
  ["another key", less(octocat, { ...keyed, key: OTHER })],
  ["another account", less({ ...octocat, github: { login: "octocat", id: 9 } }, keyed)],
  ["another address of a key", less(octocat, { ...keyed, email: "else@example.org" })],
  ["an owner more", less(octocat, keyed, second)],
  ["an owner less", less(keyed)],
  [
    "an account at another key",
    less(
      { ...octocat, github: { login: "owner", id: 7 } },
      { ...keyed, github: { login: "octocat", id: 583231 } },
    ),
  ],
  ["no owner", less()],
  ["no entry", undefined],
])("%s is a change of owners", (_what, after) => {
  expect(checkStay(challenged, NOON, after).map(({ code }) => code)).toEqual(["RECOVERY_STAGE"]);
});

test.each([
  ["the address of an account", less({ ...octocat, email: "else@example.org" }, keyed)],
  ["the login of an account", less({ ...octocat, github: { login: "renamed", id: 583231 } }, keyed)],
  ["the rest of the entry", { ...less(octocat, keyed), description: "Better" }],
  ["a retraction", { ...less(octocat, keyed), retracted }],
  ["another place of an account", less(keyed, octocat)],
])("%s is none", (_what, after) => {
  expect(checkStay(challenged, NOON, after)).toEqual([]);
});

test("owners with keys stay in their order", () => {
  const before = less(octocat, keyed, second);
  expect(checkStay(challenged, NOON, less(keyed, octocat, second), before)).toEqual([]);
  expect(checkStay(challenged, NOON, less(octocat, second, keyed), before)).toHaveLength(1);
});
