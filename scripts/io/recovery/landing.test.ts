import { expect, test } from "vitest";
import { recoveryPath } from "../../model/name/paths.ts";
import { RECOVERY_SCHEMA, type Recovery } from "../../model/recovery/recovery.ts";
import { renderInstant } from "../../model/text/instant.ts";
import { makeRepository } from "../../test/repository.ts";
import { DAY, later, NOON } from "../../test/world.ts";
import { readLanding } from "./landing.ts";

const PATH = recoveryPath("less");
const NOW = later(20 * DAY);
const requested: Recovery = {
  $schema: RECOVERY_SCHEMA,
  name: "less",
  key: "C".repeat(40),
  lost: { key: "A".repeat(40), email: "o@example.org" },
  requested: "2026-11-20T12:00:00Z",
};
const answered: Recovery = {
  ...requested,
  challenge: { sha256: "0".repeat(64), expires: "2026-11-28T12:00:00Z", signature: "signed" },
  answer: { code: "00000-00000-00000-00000", answered: "2026-11-21T12:00:00Z" },
};

/** A catalog whose file of a recovery changed at `NOON`, and an instant that many days later. */
function start() {
  const repository = makeRepository();
  const day = (days: number) => renderInstant(later(days * DAY));
  repository.commit({ [PATH]: "challenged" }, day(0));
  const landingAt = (commit: string, recovery: Recovery | undefined = answered) =>
    readLanding({ root: repository.root, commit, recovery, now: NOW });
  return { repository, day, landingAt };
}

test("an answer landed with the newest commit that touches its file, whatever came afterwards", () => {
  const { repository, day, landingAt } = start();
  const first = repository.commit({ [PATH]: "answered" }, day(1));
  const second = repository.commit({ [recoveryPath("lesser")]: "x", "catalog/le/less.json": "x" }, day(2));
  const third = repository.commit({ [PATH]: "corrected" }, day(3));
  expect([first, second, third].map(commit => landingAt(commit))).toEqual([
    later(DAY),
    later(DAY),
    later(3 * DAY),
  ]);
});

test("a merge dates what it brings, not the branch, however that is dated", () => {
  for (const isSquashed of [false, true]) {
    const { repository, day, landingAt } = start();
    repository.git("checkout", "--quiet", "-b", "answer");
    repository.commit({ [PATH]: "answered" }, day(1));
    repository.git("checkout", "--quiet", "main");
    repository.commit({ "README.md": "x" }, day(2));
    repository.git("merge", "--quiet", "--no-commit", ...(isSquashed ? ["--squash"] : ["--no-ff"]), "answer");
    const merged = repository.commit({}, day(15));
    expect(landingAt(merged)).toEqual(later(15 * DAY));
    expect(landingAt(repository.commit({ "README.md": "y" }, day(16)))).toEqual(later(15 * DAY));
  }
});

test("a date in the future counts as now", () => {
  const { repository, landingAt } = start();
  const soon = repository.commit({ [PATH]: "answered" }, renderInstant(later(20 * DAY + 1_000)));
  expect(landingAt(soon)).toEqual(NOW);
  const never = repository.commit({ [PATH]: "again" }, "@99999999999999 +0000");
  expect(landingAt(never)).toEqual(NOW);
});

test("what was not answered, or is in no commit, lands now", () => {
  const { repository, landingAt } = start();
  const head = repository.git("rev-parse", "HEAD");
  expect([landingAt(head), landingAt(head, requested)]).toEqual([NOON, NOW]);
  expect(readLanding({ root: repository.root, commit: head, recovery: undefined, now: NOW })).toEqual(NOW);
  expect(landingAt(head, { ...answered, name: "lesser" })).toEqual(NOW);
});
