import { expect, test } from "vitest";
import { settingsFile } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { NOON, openRulebook } from "../../test/world.ts";
import { readTrust } from "../trust/trust.ts";
import { describeSigned, type PublishPlan, sourceOf } from "./plan.ts";
import { NO_COMMIT } from "./state.ts";
import { buildTrustFiles } from "./trust-files.ts";

async function makePlan(): Promise<PublishPlan> {
  const root = makeFolder();
  writeFiles(root, settingsFile());
  const given = { root, environment: {}, now: NOON };
  return {
    ...given,
    rulebook: await openRulebook(root),
    tree: { folder: root },
    commit: NO_COMMIT,
    uncommitted: [],
    toolVersion: "1.0.0",
    trust: await readTrust({ ...given, catalog: "test" }),
  };
}

test("a plan reads git objects for a revision, else the work tree, and tells how it was signed", async () => {
  const plan = await makePlan();
  expect(sourceOf(plan)).toEqual({});
  expect(sourceOf({ ...plan, revision: "main", commit: "a".repeat(40) })).toEqual({ commit: "a".repeat(40) });
  const order = { catalog: "test", commit: NO_COMMIT, prefix: 0, bins: {}, previous: undefined };
  const signed = await buildTrustFiles({ ...order, trust: plan.trust, now: NOON });
  expect(describeSigned(plan, signed)).toEqual({
    index: signed.index,
    head: signed.head,
    isNew: true,
    isDevelopment: true,
    isUncommitted: false,
  });
  expect(describeSigned({ ...plan, uncommitted: ["overrides/less.json"] }, signed).isUncommitted).toBe(true);
});
