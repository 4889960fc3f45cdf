import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { passOver, type WorkerOrder } from "./pass.ts";
import { loadRulebook } from "./rulebook.ts";
import { readIfPresent } from "./source.ts";

/** The body of a worker thread: its share of one pass, then one message. */
const order = workerData as WorkerOrder;
const rulebook = await loadRulebook(order.tool, order.settings);
const output = order.output === undefined ? {} : { output: order.output };
const source = { read: (path: string) => readIfPresent(join(order.root, path)) };
parentPort?.postMessage(
  passOver({ root: order.root, rulebook, ...output }, order.packages, source, order.claims),
);
