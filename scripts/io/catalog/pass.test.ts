import { once } from "node:events";
import { readdirSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { openRulebook } from "../../test/world.ts";
import { type PassResult, passOver, runPass, type WorkerOrder } from "./pass.ts";
import { openFiles } from "./source.ts";

const KEY = "A".repeat(40);
const JQUERY = { entry: anEntry({ name: "jquery" }), releases: [aRelease("3.7.1")] };
const ALIAS = { entry: anEntry({ name: "jq", endpoint: "@jquery" }) };

async function makeOrder(files: Record<string, string>) {
  const root = makeFolder();
  writeFiles(root, { ...settingsFile(), ...files });
  return { root, rulebook: await openRulebook(root) };
}

const namesOf = (items: readonly { name: string }[]) => items.map(item => item.name).sort();

test("a pass that only checks learns facts and keys, and renders nothing", async () => {
  const taken: [number, number][] = [];
  const progress = (done: number, all: number) => taken.push([done, all]);
  const order = await makeOrder({ ...catalogFiles(JQUERY, ALIAS), [`catalog/keys/${KEY}.asc`]: "" });
  const { open, ...result } = await runPass({ ...order, progress });
  expect(result).toMatchObject({ findings: [], keys: [KEY], published: [], aliases: [] });
  expect(result.facts).toEqual([{ name: "jq", target: "jquery" }, { name: "jquery" }]);
  expect(taken).toEqual([[0, 1]]);
});

test("a pass with an output writes packages in order; aliases wait, wrong ones are left out", async () => {
  const flat = JSON.stringify(anEntry({ name: "less" }));
  const output = makeFolder();
  const order = await makeOrder({ ...catalogFiles(JQUERY, ALIAS), "catalog/le/less.json": flat });
  const { findings, published, aliases } = await runPass({
    ...order,
    publishing: { output, addresses: { site: "https://example.org/" } },
  });
  expect(findings.map(found => found.file)).toEqual(["catalog/le/less.json"]);
  expect(namesOf(published)).toEqual(["jquery"]);
  expect(namesOf(aliases.map(parts => parts.entry))).toEqual(["jq"]);
  expect(readdirSync(`${output}/api/v1/packages`).sort()).toEqual(["jquery", "jquery.json"]);
});

/** Two units of work, the first of them taken already. */
function makeShare() {
  const units = ["catalog/le/less.json", "catalog/jq/jquery.json\0catalog/releases/jq/jquery.json"];
  const claims = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  Atomics.add(claims, 0, 1);
  return { units, claims };
}

test("a unit of work that another thread has taken is left to it", async () => {
  const order = await makeOrder(catalogFiles({ entry: anEntry({ name: "less" }) }, JQUERY));
  const { units, claims } = makeShare();
  const passShare = () => passOver(order, units, () => openFiles(order.root), claims).facts;
  expect(namesOf(passShare())).toEqual(["jquery"]);
  expect(passShare()).toEqual([]);
});

test("a worker is started with plain data, takes what is left and answers once", async () => {
  const { root, rulebook } = await makeOrder(catalogFiles({ entry: anEntry({ name: "less" }) }, JQUERY));
  const { tool, settings } = rulebook;
  const workerData: WorkerOrder = { root, tool, settings, ...makeShare() };
  const worker = new Worker(new URL("./pass-worker.ts", import.meta.url), { workerData });
  const [result] = (await once(worker, "message")) as [PassResult];
  expect(result).toMatchObject({ findings: [], facts: [{ name: "jquery" }] });
  expect(Atomics.load(workerData.claims, 0)).toBe(3);
});

test("a catalog of more files than one unit of work has none beside its own", async () => {
  const entries = Array.from({ length: 520 }, (_, at) => ({ entry: anEntry({ name: `x${at * 2}` }) }));
  const { findings, facts } = await runPass(await makeOrder(catalogFiles(...entries)));
  expect(findings).toEqual([]);
  expect(facts).toHaveLength(520);
});
