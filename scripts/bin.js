#!/usr/bin/env node
// The only plain JavaScript here: for an entry in TypeScript Node first loads its type stripper, which doubles
// the time to start. From here on, stripped and compiled code comes from a cache, in worker threads too.
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";

// Where nobody may write there is no cache, and that is no failure.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "../node_modules/.cache/pak");
enableCompileCache(process.env.NODE_COMPILE_CACHE);
// The package that npm installs holds compiled code alone: Node strips no types below `node_modules`.
const isSource = existsSync(join(import.meta.dirname, "pak.ts"));
await import(isSource ? "./pak.ts" : "../dist/scripts/pak.js");
