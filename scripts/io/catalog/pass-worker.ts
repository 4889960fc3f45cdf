import { parentPort, workerData } from "node:worker_threads";
import { passOver, type WorkerOrder } from "./pass.ts";
import { loadRulebook } from "./rulebook.ts";
import { openFiles } from "./source.ts";

/** The body of a worker thread: its share of one pass, then one message. */
const order = workerData as WorkerOrder;
const rulebook = await loadRulebook(order.tool, order.settings);
const publishing = order.publishing === undefined ? {} : { publishing: order.publishing };
const { root, units, claims } = order;
parentPort?.postMessage(passOver({ root, rulebook, ...publishing }, units, () => openFiles(root), claims));
