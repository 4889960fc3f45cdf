#!/usr/bin/env node
// The only plain JavaScript here: for an entry in TypeScript Node first loads its type stripper, which doubles
// the time to start. From here on, stripped and compiled code comes from a cache, in worker threads too.
import { enableCompileCache } from "node:module";
import { join } from "node:path";

process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "../node_modules/.cache/pak");
enableCompileCache(process.env.NODE_COMPILE_CACHE);
await import("./pak.ts");
