import { hash } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { buildPackageDocument } from "../../model/published/build.ts";
import { packagePath } from "../../model/published/paths.ts";
import { type FileDigest, type IndexFile, SPEC } from "../../model/trust/trust.ts";
import { anEntry } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { NOON } from "../../test/world.ts";
import { binDigits, buildBin } from "../publication/trust-files.ts";
import { startServer } from "../site/static-server.ts";
import { openMirror } from "./mirror.ts";
import { openReader } from "./reader.ts";
import { makeKey, openKey } from "./signatures.ts";
import { openMemoryStore } from "./store.ts";
import { makeFirstRoot, parseNewest } from "./trust.ts";
import { verifyAll } from "./verify-all.ts";

const NAMES = ["jquery", "less", "mocha"];

/** Serves a root and three packages, each in a bin of its own. */
async function servePublication() {
  const folder = makeFolder();
  const key = await openKey(
    (await makeKey({ name: "Test", email: "test@example.org", now: NOON })).privateKey,
  );
  const roots = await makeFirstRoot({ catalog: "test", key, isDevelopment: false, now: NOON });
  writeFiles(folder, Object.fromEntries(roots));
  const bins: Record<string, FileDigest> = {};
  const binPaths: string[] = [];
  for (const name of NAMES) {
    const text = JSON.stringify(buildPackageDocument({ entry: anEntry({ name }), releases: [] }));
    const digest = { sha256: hash("sha256", text), length: Buffer.byteLength(text) };
    const bin = buildBin(binDigits(name, 2), { [name]: digest });
    writeFiles(folder, { [packagePath(name)]: text, [bin.path]: bin.text });
    bins[binDigits(name, 2)] = bin.digest;
    binPaths.push(bin.path);
  }
  const index: IndexFile = {
    type: "index",
    spec: SPEC,
    catalog: "test",
    version: 1,
    issued: "2026-11-21T12:00:00Z",
    expires: "2027-02-19T12:00:00Z",
    commit: "0".repeat(40),
    prefix: 2,
    bins,
  };
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  const reader = openReader(openMirror(server.url, fetch), openMemoryStore(), NOON);
  return { folder, binPaths, given: { reader, index, root: parseNewest(roots) } };
}

test("every bin and every package is counted, and progress is told to the end", async () => {
  const { given } = await servePublication();
  const told: [number, number][] = [];
  const progress = (done: number, all: number) => told.push([done, all]);
  expect(await verifyAll({ ...given, progress })).toEqual({ packages: 3, bins: 3, failures: [] });
  expect(told).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
});

test("each file that does not verify is told, and the others are verified nevertheless", async () => {
  const { folder, binPaths, given } = await servePublication();
  writeFiles(folder, { [binPaths[0]!]: "{}", [packagePath("less")]: undefined });
  const { packages, bins, failures } = await verifyAll(given);
  expect([packages, bins]).toEqual([1, 3]);
  expect(failures.map(failure => failure.code).sort()).toEqual(["BIN_LENGTH", "ENTRY_FETCH"]);
});

test("a root that is missing on the way is a failure", async () => {
  const { given } = await servePublication();
  const { packages, failures } = await verifyAll({ ...given, root: { ...given.root, version: 2 } });
  expect([packages, failures]).toEqual([3, [{ code: "ROOT_FETCH", message: "root 2 is missing" }]]);
});
