import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { anEntry, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeRepository, type Repository } from "../../test/repository.ts";
import { HOUR, later, openRulebook, signCatalog } from "../../test/world.ts";
import { readHistory } from "../git/history.ts";
import { readTrust } from "../trust/trust.ts";
import { openCurrent } from "./generation.ts";
import { readState } from "./state.ts";
import { updatePublication } from "./update.ts";

/** A signed catalog of so many packages: `p0`, `p1` and so on. */
async function makePublished(count: number): Promise<Repository> {
  const repository = makeRepository();
  const packages = Array.from({ length: count }, (_, at) => ({ entry: anEntry({ name: `p${at}` }) }));
  repository.commit({ ...settingsFile(), ".gitignore": ".pak/\n", ...catalogFiles(...packages) });
  await signCatalog(repository.root);
  return repository;
}

const treeOf = (root: string) => ({ folder: join(root, ".pak/published") });

/** Commits files and updates the publication by the names that the commit touches. */
async function updateAfter(repository: Repository, names: readonly string[], files: Record<string, string>) {
  const { root } = repository;
  const commit = repository.commit(files, "2026-11-02T00:00:00Z");
  const now = later(HOUR);
  const plan = {
    root,
    rulebook: await openRulebook(root),
    environment: {},
    now,
    tree: treeOf(root),
    commit,
    uncommitted: [],
    toolVersion: "1.0.0",
    trust: await readTrust({ root, environment: {}, now, catalog: "test" }),
  };
  const generation = openCurrent(plan.tree)!;
  const state = readState(generation)!;
  const steps = readHistory(root, `${state.commit}..${commit}`);
  return updatePublication(plan, generation, { state, names, steps });
}

/** Path to bytes of everything in the current generation. */
function readGeneration({ root }: Repository): Map<string, string> {
  const generation = openCurrent(treeOf(root))!;
  const items = readdirSync(generation, { recursive: true, withFileTypes: true });
  const paths = items
    .filter(item => item.isFile())
    .map(item => relative(generation, join(item.parentPath, item.name)));
  return new Map(paths.sort().map(path => [path, readFileSync(join(generation, path), "latin1")]));
}

test("a change is written into the current generation, and the state moves on", async () => {
  const repository = await makePublished(2);
  const generation = openCurrent(treeOf(repository.root));
  const before = readGeneration(repository);
  const updated = await updateAfter(repository, ["new"], catalogFiles({ entry: anEntry({ name: "new" }) }));
  expect(updated).toMatchObject({ findings: [], packages: 3, changed: ["new"], signed: { isNew: true } });
  expect(openCurrent(treeOf(repository.root))).toBe(generation);
  expect(readState(generation!)).toMatchObject({
    commit: repository.git("rev-parse", "HEAD"),
    packages: 3,
    superseded: [{ paths: expect.arrayContaining(["trust/head/1.json", "trust/index/1.json"]) }],
  });
  const after = readGeneration(repository);
  const others = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
  expect(others.filter(path => path.startsWith("public/api/v1/packages"))).toEqual([
    "public/api/v1/packages.json",
    "public/api/v1/packages/new.json",
  ]);
  expect([...before.keys()].filter(path => !after.has(path))).toEqual([]);
});

test("findings are given back, and nothing is written", async () => {
  const repository = await makePublished(2);
  const before = readGeneration(repository);
  const bad = catalogFiles({ entry: anEntry({ name: "bad", endpoint: "@nowhere" }) });
  const refused = await updateAfter(repository, ["bad"], bad);
  expect(refused).toMatchObject({ findings: [{ code: "ALIAS_TARGET_MISSING" }], packages: 2 });
  expect(refused?.signed).toBeUndefined();
  expect(readGeneration(repository)).toEqual(before);
});

test("the whole has to be built anew when the bins need another prefix", async () => {
  const repository = await makePublished(15);
  const before = readGeneration(repository);
  const one = catalogFiles({ entry: anEntry({ name: "one" }) });
  expect(await updateAfter(repository, ["one"], one)).toBeUndefined();
  expect(readGeneration(repository)).toEqual(before);
});

test("the whole has to be built anew when a trust file is missing", async () => {
  const repository = await makePublished(1);
  rmSync(join(openCurrent(treeOf(repository.root))!, "public/trust/index/1.json"));
  expect(await updateAfter(repository, [], {})).toBeUndefined();
});
