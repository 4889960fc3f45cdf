import { parentPort, workerData } from "node:worker_threads";
import { passOver, type WorkerOrder } from "./pass.ts";
import { loadRulebook } from "./rulebook.ts";
import { openFiles } from "./source.ts";

/** The body of a worker thread: its share of one pass, then one message. */
const order = workerData as WorkerOrder;
const rulebook = await loadRulebook(order.tool, order.settings);
const output = order.output === undefined ? {} : { output: order.output };
const { root, units, claims } = order;
parentPort?.postMessage(passOver({ root, rulebook, ...output }, units, () => openFiles(root), claims));
