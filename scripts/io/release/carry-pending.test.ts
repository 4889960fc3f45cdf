import { expect, test } from "vitest";
import type { Release } from "../../model/release/release.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeRepository } from "../../test/repository.ts";
import { openRulebook } from "../../test/world.ts";
import { readRecorded } from "../catalog/recorded.ts";
import { carryPending } from "./carry-pending.ts";

const ARTIFACT = { sha256: "a".repeat(64), size: 1, oci: `ghcr.io/acme/built@sha256:${"a".repeat(64)}` };
const IMAGE = `ghcr.io/acme/image@sha256:${"b".repeat(64)}`;
const names = ["one", "two"];

async function start(there: Partial<Release>, here: Partial<Release> = {}) {
  const { root, commit, git } = makeRepository();
  const files = (fields: Partial<Release>) =>
    catalogFiles(...names.map(name => ({ entry: anEntry({ name }), releases: [aRelease("1.0.0", fields)] })));
  commit({ ...settingsFile(), ...files({}) });
  git("switch", "--quiet", "--create", "release");
  commit(files(there));
  git("switch", "--quiet", "main");
  commit(files(here));
  const rulebook = await openRulebook(root);
  const carried = await carryPending({ root, rulebook }, "release");
  const releases = names.map(name => readRecorded(root, rulebook, name).release);
  return { carried, releases };
}

test("marks of a waiting pull request are taken over", async () => {
  const { carried, releases } = await start({ artifact: ARTIFACT, container: IMAGE });
  expect(carried).toEqual({ carried: ["one 1.0.0", "two 1.0.0"], refused: [] });
  expect(releases).toMatchObject([
    { artifact: ARTIFACT, container: IMAGE },
    { artifact: ARTIFACT, container: IMAGE },
  ]);
});

test("what is recorded here already stays as it is", async () => {
  const other = { ...ARTIFACT, sha256: "c".repeat(64) };
  const { carried, releases } = await start({ artifact: ARTIFACT, container: IMAGE }, { artifact: other });
  expect(carried.carried).toHaveLength(2);
  expect(releases[0]).toMatchObject({ artifact: other, container: IMAGE });
});

test("nothing is taken of a version with another source, and nothing that a rule refuses", async () => {
  const integrity = `sha512-${"B".repeat(86)}==`;
  expect((await start({ artifact: ARTIFACT, integrity })).carried).toEqual({ carried: [], refused: [] });
  const { carried, releases } = await start({ container: "evil" });
  expect([carried.carried, carried.refused.length, releases[0]?.container]).toEqual([[], 2, undefined]);
});
