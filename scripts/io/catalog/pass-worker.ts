import { parentPort, workerData } from "node:worker_threads";
import { listPackages } from "./package-files.ts";
import { passOver, type WorkerOrder } from "./pass.ts";
import { loadRulebook } from "./rulebook.ts";
import { openWorkTree } from "./source.ts";

/** The body of a worker thread: its share of one pass, then one message. */
const order = workerData as WorkerOrder;
const rulebook = await loadRulebook(order.tool, order.settings);
const source = openWorkTree(order.root);
const { packages } = listPackages(source);
const work = { root: order.root, rulebook, ...(order.output === undefined ? {} : { output: order.output }) };
parentPort?.postMessage(passOver(work, packages, source, order.slice));
