import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Bin, FileDigest } from "../../model/trust/trust.ts";
import { anEntry, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeRepository, type Repository, writeFiles } from "../../test/repository.ts";
import { HOUR, later, NOON, openRulebook } from "../../test/world.ts";
import { findCommit } from "../git/git.ts";
import { readTrust } from "../trust/trust.ts";
import { buildBins, buildPublication } from "./build.ts";
import { openCurrent } from "./generation.ts";
import type { PublishPlan } from "./plan.ts";
import { NO_COMMIT, readState } from "./state.ts";
import { binDigits } from "./trust-files.ts";

const JQUERY = { entry: anEntry({ name: "jquery" }) };
const ALIAS = { entry: anEntry({ name: "jq", endpoint: "@jquery" }) };

async function makePlan({ root }: Repository, now = NOON): Promise<PublishPlan> {
  return {
    root,
    rulebook: await openRulebook(root),
    environment: {},
    now,
    tree: { folder: join(root, ".pak/published") },
    commit: findCommit(root, "HEAD") ?? NO_COMMIT,
    uncommitted: [],
    toolVersion: "1.0.0",
    trust: await readTrust({ root, environment: {}, now, catalog: "test" }),
  };
}

function makeCatalog(...packages: Parameters<typeof catalogFiles>): Repository {
  const repository = makeRepository();
  repository.commit({ ...settingsFile(), ".gitignore": ".pak/\n", ...catalogFiles(...packages) });
  return repository;
}

test("a publication becomes the current generation, with the state that the next one starts from", async () => {
  const retracted = { date: "2026-11-01", reason: "gone" };
  const gone = { entry: anEntry({ name: "gone", retracted }) };
  const plan = await makePlan(makeCatalog(JQUERY, ALIAS, gone));
  expect(await buildPublication(plan, undefined)).toMatchObject({ findings: [], packages: 3 });
  expect(readState(openCurrent(plan.tree)!)).toMatchObject({
    commit: plan.commit,
    aliases: { jq: "jquery" },
    retracted: ["gone"],
    packages: 3,
    superseded: [],
  });
});

test("findings leave no trace of a generation", async () => {
  const plan = await makePlan(makeCatalog(ALIAS));
  const { findings, signed } = await buildPublication(plan, undefined);
  expect(findings.map(found => found.code)).toEqual(["ALIAS_TARGET_MISSING"]);
  expect(signed).toBeUndefined();
  expect(readdirSync(plan.tree.folder)).toEqual([]);
});

test("what the publication before needed is kept for those who are reading it", async () => {
  const repository = makeCatalog(JQUERY);
  const first = await makePlan(repository);
  await buildPublication(first, undefined);
  const before = openCurrent(first.tree)!;
  writeFiles(repository.root, catalogFiles({ entry: { ...JQUERY.entry, description: "Another" } }));
  const second = await makePlan(repository, later(HOUR));
  const { signed } = await buildPublication(second, before);
  expect([signed?.index.version, signed?.head.version]).toEqual([2, 2]);
  const after = openCurrent(second.tree)!;
  const kept = readState(after)!.superseded.flatMap(({ paths }) => paths);
  expect(kept).toHaveLength(5);
  for (const path of kept) expect(existsSync(join(after, "public", path)), path).toBe(true);
  const bin = kept.at(-1)!;
  expect(readFileSync(join(after, "public", bin))).toEqual(readFileSync(join(before, "public", bin)));
});

test("each name is in the bin of its digits, and a bin is found by its digest", () => {
  const digest: FileDigest = { sha256: "0".repeat(64), length: 2 };
  const names = [...Array.from({ length: 40 }, (_, at) => `package-${at}`), "constructor"];
  const packages = names.map(name => ({ name, digest, line: "", dependencies: [] }));
  const { prefix, files, digests } = buildBins(packages);
  expect(prefix).toBe(1);
  const texts = new Map(files);
  const found = Object.entries(digests).flatMap(([digits, { sha256 }]) => {
    const bin = JSON.parse(texts.get(`trust/bins/${sha256}.json`)!) as Bin;
    for (const name of Object.keys(bin.names)) expect(binDigits(name, prefix)).toBe(digits);
    return Object.keys(bin.names);
  });
  expect(found.sort()).toEqual(names.sort());
  expect(buildBins([])).toEqual({ prefix: 0, files: [], digests: {} });
});
