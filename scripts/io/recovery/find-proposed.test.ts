import { expect, test } from "vitest";
import { recoveryPath } from "../../model/name/paths.ts";
import { RECOVERY_SCHEMA, type Recovery } from "../../model/recovery/recovery.ts";
import { renderInstant } from "../../model/text/instant.ts";
import { anEntry, settingsFile } from "../../test/catalog.ts";
import { makeRepository } from "../../test/repository.ts";
import { DAY, later, NOON, openRulebook } from "../../test/world.ts";
import { findProposed } from "./find-proposed.ts";

const lost = { key: "A".repeat(40), email: "o@example.org" };
const request: Recovery = {
  $schema: RECOVERY_SCHEMA,
  name: "less",
  key: "C".repeat(40),
  lost,
  requested: renderInstant(NOON),
};
const entry = anEntry({ name: "less", owners: [lost] });

/** What is found where a branch holds a recovery. */
async function find(
  held: Recovery,
  given: Partial<Parameters<typeof findProposed>[1]> = {},
  branch = "recover/less",
) {
  const repository = makeRepository();
  repository.commit(settingsFile());
  repository.git("checkout", "--quiet", "-b", branch);
  repository.commit({ [recoveryPath("less")]: JSON.stringify(held) });
  const source = { root: repository.root, rulebook: await openRulebook(repository.root) };
  return findProposed(source, { name: "less", entry, ended: undefined, now: NOON, ...given });
}

test("a request is found on the branch of its name's recoveries, and on no other", async () => {
  expect(await find(request)).toEqual(request);
  expect(await find(request, {}, "publish/less")).toBeUndefined();
  expect(await find({ ...request, vetoed: renderInstant(NOON) })).toBeUndefined();
});

test("it is found while it can be merged", async () => {
  const found = [-DAY, 12 * 3_600_000, 30 * DAY].map(at => find(request, { now: later(at) }));
  expect(await Promise.all(found)).toEqual([request, request, request]);
  expect(await find(request, { now: later(30 * DAY + 1) })).toBeUndefined();
});

test("it is not found when its key is an owner's, or of a recovery that is over", async () => {
  const owners = [{ ...lost, key: request.key }];
  expect(await find(request, { entry: { ...entry, owners } })).toBeUndefined();
  const ended = { ...request, vetoed: renderInstant(NOON) };
  expect(await find(request, { ended })).toBeUndefined();
  expect(await find(request, { ended: { ...ended, key: "D".repeat(40) } })).toEqual(request);
});
