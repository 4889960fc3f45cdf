import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { WorkerOrder } from "./pass.ts";

/** The body of a worker thread: its share of one pass, then one message. */
const order = workerData as WorkerOrder;

// A thread has its own loader: without the cache it would strip the types of every file again.
enableCompileCache(join(order.tool, "node_modules/.cache/pak"));
const { loadRulebook } = await import("./rulebook.ts");
const { passOver } = await import("./pass.ts");
const { readIfPresent } = await import("./source.ts");

const rulebook = await loadRulebook(order.tool, order.settings);
const output = order.output === undefined ? {} : { output: order.output };
const source = { read: (path: string) => readIfPresent(join(order.root, path)) };
parentPort?.postMessage(
  passOver({ root: order.root, rulebook, ...output }, order.packages, source, order.claims),
);
