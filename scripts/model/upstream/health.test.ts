import { describe, expect, test } from "vitest";
import { applyLook, type Look } from "./health.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
const FINE: Look = { isFound: false, waiting: {} };
const AWAY: Look = { isFound: false, failure: { code: "NETWORK", message: "the server gave no answer" } };
const failure = { code: "TAG_OFF_BRANCH", message: "the tag v9 names a commit on no branch" };
const alarm = { code: "TAG_MOVED", message: "upstream moved the tag v1" };

test("a look without anything new", () => {
  expect(applyLook(undefined, FINE, NOW)).toEqual({
    looked: "2026-11-21T12:00:00Z",
    next: "2026-11-21T12:00:00Z",
  });
});

test("what was found is remembered by its date", () => {
  const found = applyLook(undefined, { ...FINE, isFound: true }, NOW);
  expect(applyLook(found, FINE, later(5))).toMatchObject({
    looked: "2026-11-21T17:00:00Z",
    found: "2026-11-21T12:00:00Z",
  });
});

describe("failures", () => {
  test("are counted since the first, and ever longer apart", () => {
    let health = applyLook(undefined, AWAY, NOW);
    expect(health.error).toEqual({ ...AWAY.failure, since: "2026-11-21T12:00:00Z", tries: 1 });
    expect(health.next).toBe("2026-11-21T13:00:00Z");
    health = applyLook(health, AWAY, later(1));
    expect(health.error).toEqual({ ...AWAY.failure, since: "2026-11-21T12:00:00Z", tries: 2 });
    expect(health.next).toBe("2026-11-21T15:00:00Z");
    for (let tries = 0; tries < 20; tries += 1) health = applyLook(health, AWAY, NOW);
    expect(health.next).toBe("2026-11-28T12:00:00Z");
    expect(applyLook(health, FINE, later(2))).toEqual({
      looked: "2026-11-21T14:00:00Z",
      next: "2026-11-21T14:00:00Z",
    });
  });

  test("leave what waits as it was, where nobody answered", () => {
    const waiting = { "1.0.0": { since: "2026-11-21T12:00:00Z", until: "2026-11-24T12:00:00Z" } };
    const waits = applyLook(undefined, { ...FINE, waiting }, NOW);
    expect(applyLook(waits, AWAY, NOW).waiting).toEqual(waiting);
    expect(applyLook(waits, FINE, NOW).waiting).toBeUndefined();
  });

  test("of one version keep no other from waiting, nor from being found within a day", () => {
    const waiting = { "1.0.0": { since: "2026-11-21T12:00:00Z", until: "2026-11-24T12:00:00Z" } };
    let health = applyLook(undefined, { ...FINE, failure, waiting }, NOW);
    expect(health).toMatchObject({ error: failure, waiting });
    for (let tries = 0; tries < 20; tries += 1) health = applyLook(health, { ...FINE, failure }, NOW);
    expect(health.next).toBe("2026-11-22T12:00:00Z");
  });
});

test("a quarantine stays until it is lifted, and begins anew where the reason is still there", () => {
  const held = applyLook(undefined, { ...FINE, alarm }, NOW);
  expect(held.quarantined).toEqual({ ...alarm, since: "2026-11-21T12:00:00Z" });
  expect(applyLook(held, FINE, later(9)).quarantined).toEqual(held.quarantined);
  expect(applyLook(held, { ...FINE, isLifted: true }, later(9)).quarantined).toBeUndefined();
  expect(applyLook(held, { ...FINE, alarm, isLifted: true }, later(9)).quarantined).toEqual({
    ...alarm,
    since: "2026-11-21T21:00:00Z",
  });
});
