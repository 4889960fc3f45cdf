import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/**
 * Loaded before `pak` (`--import`): ends the process, without any clean-up, just before the Nth call that
 * changes something on the disk (PAK_FAULT_AT), as a power cut or `kill -9` would. A call of number 0 or
 * none at all lets it run to its end and tells how many there were.
 */
const CALLS = [
  "writeFileSync",
  "openSync",
  "writeSync",
  "fsyncSync",
  "renameSync",
  "linkSync",
  "symlinkSync",
  "rmSync",
  "mkdirSync",
] as const;

const at = Number(process.env.PAK_FAULT_AT);
let calls = 0;

function count(): void {
  calls++;
  if (calls === at) process.kill(process.pid, "SIGKILL");
}

for (const name of CALLS) {
  const original = fs[name] as (...words: unknown[]) => unknown;
  // Opening to read changes nothing.
  const isRead = (words: unknown[]) => name === "openSync" && (words[1] === undefined || words[1] === "r");
  Object.assign(fs, {
    [name]: (...words: unknown[]) => {
      if (!isRead(words) && !String(words[0]).includes("node_modules")) count();
      return original(...words);
    },
  });
}
for (const name of ["writeFile", "mkdir", "rename"] as const) {
  const original = fs.promises[name] as (...words: unknown[]) => Promise<unknown>;
  Object.assign(fs.promises, {
    [name]: (...words: unknown[]) => {
      count();
      return original(...words);
    },
  });
}
syncBuiltinESMExports();

process.on("exit", () => fs.appendFileSync(2, `\nfault calls: ${calls}\n`));
