import { hash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Catalog } from "../../client.ts";
import { buildBins } from "../../io/publication/build.ts";
import { buildTrustFiles } from "../../io/publication/trust-files.ts";
import type { PublishedPackage } from "../../io/publication/write-package.ts";
import { writeFiles } from "../../io/publication/write-package.ts";
import { startServer } from "../../io/site/static-server.ts";
import { openMemoryStore } from "../../io/trust/store.ts";
import { readTrust } from "../../io/trust/trust.ts";
import { benchInstall } from "./install.ts";
import { measure, median } from "./measure.ts";
import { benchRefresh, type RefreshCost } from "./refresh.ts";
import { changeOne, syntheticName, writeSynthetic } from "./synthetic.ts";

const TOOL = join(import.meta.dirname, "../../..");
const PAK = join(TOOL, "scripts/bin.js");
const NODE = process.execPath;
const BASELINES = join(import.meta.dirname, "baselines.ts");

/** What each ratio may be at most, for 1,000, 10,000 and 100,000 packages. */
const TARGETS = {
  check: [3.0, 2.0, 1.7],
  sign: [0.8, 0.8, 0.8],
  json: [4.5, 3.0, 2.3],
  change: [2, 2, 2],
} as const;

/** Sizes to measure, 0 for what a client and a refresh do; none: everything. */
const sizes = process.argv.slice(2).map(Number);
const place = mkdtempSync(
  join(statSync("/dev/shm", { throwIfNoEntry: false }) === undefined ? tmpdir() : "/dev/shm", "pak-bench-"),
);
let isMet = true;
try {
  if (sizes.length === 0 || sizes.includes(0)) {
    await benchClient();
    await benchUpstreams();
  }
  for (const [at, size] of [1_000, 10_000, 100_000].entries()) {
    if (sizes.length === 0 || sizes.includes(size)) await benchSize(size, at);
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
process.exitCode = isMet ? 0 : 1;

/** What somebody waits for who uses a catalog. */
async function benchClient(): Promise<void> {
  console.log("\na client");
  const [help, bare] = [
    await median(9, () => measure(TOOL, [NODE, PAK, "--help"])),
    await median(9, () => measure(TOOL, [NODE, "-e", "0"])),
  ];
  say("pak --help", "node -e 0", help.time / bare.time, 2.5);
  const { pak, npm, again } = await benchInstall(place, [NODE, PAK]);
  say("pak install of 20 packages from the cache", "npm install --offline", pak.time / npm.time, 1);
  say("the same again, with nothing to do", "npm install --offline", again.time / npm.time, 1);
}

/** What a run of the refresh job costs. */
async function benchUpstreams(): Promise<void> {
  console.log("\na refresh of 1,000 endpoints");
  const { first, again, bare } = await benchRefresh(place, [NODE, PAK], [NODE, BASELINES, "fetch"]);
  say("refresh for the first time", "asking for one address each", first.cost.time / bare.time, 6);
  say("refresh with nothing new", "asking for one address each", again.cost.time / bare.time, 3);
  const tell = (what: string, { requests, conditional, written, cost }: RefreshCost) =>
    console.log(
      `  ${what}: ${requests.toFixed(2)} requests an endpoint, ${(100 * conditional).toFixed(0)} % conditional, ${written} files written, ${(cost.time / 1000).toFixed(1)} s, ${(cost.memory / 2 ** 20).toFixed(0)} MB`,
    );
  tell("first", first);
  tell("again", again);
  if (again.requests !== 1 || again.conditional !== 1 || again.written !== 0) isMet = false;
}

async function benchSize(size: number, at: number): Promise<void> {
  const root = join(place, String(size));
  const { mkdirSync } = await import("node:fs");
  mkdirSync(root);
  writeSynthetic(root, size);
  const runs = size > 50_000 ? 1 : 3;
  const pak = (...words: string[]) => measure(root, [NODE, PAK, ...words]);
  const baseline = (...words: string[]) => measure(root, [NODE, BASELINES, ...words]);
  console.log(`\n${size} packages, ${availableParallelism()} cores`);
  await pak("check");

  const check = await median(runs, () => pak("check"));
  const parse = await median(runs, () => baseline("parse", join(root, "catalog")));
  say("check", "read and parse", check.time / parse.time, TARGETS.check[at]!);

  const json = await median(runs, () => pak("sign", "--full"));
  const published = join(root, ".pak/published/current/public");
  const copy = await median(runs, run => baseline("copy", published, join(place, `copy-${size}-${run}`)));
  say(
    "check, sign and write all JSON",
    "read and write the same bytes",
    json.time / copy.time,
    TARGETS.json[at]!,
  );
  for (let run = 0; run < runs; run++) rmSync(join(place, `copy-${size}-${run}`), { recursive: true });

  say("sign", "SHA-256 of the same documents", await compareSigning(root, published), TARGETS.sign[at]!);

  const before = (await measure(root, ["git", "rev-parse", "HEAD"])).stdout.trim();
  await pak("sign", "--revision", "HEAD");
  const name = changeOne(root, size >> 1);
  const floor =
    "await import('openpgp'); (await import('node:child_process')).execFileSync('git', ['diff-tree', '-r', process.argv[1], 'HEAD'])";
  const least = await median(5, () =>
    measure(TOOL, [
      NODE,
      "--input-type=module",
      "-e",
      `process.chdir(${JSON.stringify(root)});${floor.replace("await import('openpgp')", `await import(${JSON.stringify(join(TOOL, "node_modules/openpgp/dist/node/openpgp.mjs"))})`)}`,
      before,
    ]),
  );
  const changes = [];
  for (let run = 0; run < 3; run++) {
    if (run > 0) changeOne(root, (size >> 1) + run);
    changes.push(await pak("sign", "--revision", "HEAD"));
  }
  const change = changes.sort((a, b) => a.time - b.time)[1]!;
  say(
    `one change (${name}) checked, signed and published`,
    "import openpgp and git diff-tree",
    change.time / least.time,
    TARGETS.change[at]!,
  );

  await benchLookup(published, size);
  const peak = Math.max(check.memory, json.memory) / 2 ** 20;
  console.log(`  peak memory ${peak.toFixed(0)} MB (at most 1024 at 100,000)`);
  if (size === 100_000 && peak > 1024) isMet = false;
}

/** Bins, index, head and their signatures, against hashing what they vouch for; both in this process, from memory. */
async function compareSigning(root: string, published: string): Promise<number> {
  const folder = join(published, "api/v1/packages");
  const names = readdirSync(folder, { withFileTypes: true })
    .filter(item => item.isFile())
    .map(item => item.name);
  const documents = names.map(name => readFileSync(join(folder, name)));
  const digests = documents.map(bytes => ({ sha256: hash("sha256", bytes), length: bytes.length }));
  const packages = names
    .map(
      (name, at): PublishedPackage => ({
        name: name.slice(0, -5),
        digest: digests[at]!,
        line: "",
        dependencies: [],
      }),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const now = new Date();
  const trust = await readTrust({ root, catalog: "synthetic", environment: {}, now });
  const ratios: number[] = [];
  for (let run = 0; run < 5; run++) {
    const start = performance.now();
    for (const bytes of documents) hash("sha256", bytes);
    const hashed = performance.now();
    const bins = buildBins(packages);
    const output = mkdtempSync(join(place, "sign-"));
    writeFiles(output, bins.files);
    const { files } = await buildTrustFiles({
      catalog: "synthetic",
      commit: "0".repeat(40),
      prefix: bins.prefix,
      bins: bins.digests,
      previous: undefined,
      trust,
      now,
    });
    writeFiles(output, files);
    ratios.push((performance.now() - hashed) / (hashed - start));
    rmSync(output, { recursive: true });
  }
  return ratios.sort((a, b) => a - b)[2]!;
}

/** A lookup over HTTP: bytes on the wire, and round trips told by an answer that takes 100 ms. */
async function benchLookup(folder: string, size: number): Promise<void> {
  const server = await startServer({ folder, port: 0 });
  let [bytes, requests] = [0, 0];
  const slow: typeof fetch = async (input, init) => {
    await new Promise(done => setTimeout(done, 100));
    requests++;
    const wire = await fetch(input, { ...init, headers: { ...init?.headers, "Accept-Encoding": "gzip" } });
    bytes += Number(wire.headers.get("content-length") ?? 0);
    return wire;
  };
  const store = openMemoryStore();
  const lookUp = async () => {
    [bytes, requests] = [0, 0];
    const start = performance.now();
    await new Catalog({ url: server.url, store, fetch: slow, now: new Date() }).find(syntheticName(7));
    return { rounds: Math.floor((performance.now() - start) / 100), bytes, requests };
  };
  await new Catalog({ url: server.url, fetch: globalThis.fetch, now: new Date() }).find(syntheticName(7));
  const [cold, warm] = [await lookUp(), await lookUp()];
  await server.close();
  console.log(
    `  cold lookup: ${(cold.bytes / 1024).toFixed(1)} KiB in ${cold.rounds} round trips (at most 40 in 4 at 100,000); warm: ${warm.requests} request in ${warm.rounds}`,
  );
  if (size === 100_000 && (cold.bytes > 40_960 || cold.rounds > 4)) isMet = false;
  if (warm.requests !== 1) isMet = false;
}

function say(what: string, against: string, ratio: number, target: number): void {
  if (ratio > target) isMet = false;
  console.log(
    `  ${ratio.toFixed(2)} = ${what} ÷ ${against} (at most ${target})${ratio > target ? "  MISSED" : ""}`,
  );
}
