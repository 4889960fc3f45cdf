import { hash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What each figure is compared with: the least that any program would have to do. Each runs as a process of
 * its own, like the command it stands beside: `node baselines.ts WORD FOLDER…`.
 */
const baselines: Readonly<Record<string, (...folders: string[]) => void | Promise<void>>> = {
  /** Reads and parses every JSON file below the folders. */
  parse(...folders) {
    for (const folder of folders) visit(folder, file => JSON.parse(readFileSync(file, "utf8")));
  },
  /** Reads every file below `from` and writes the same bytes below `to`. */
  copy(from, to) {
    const made = new Set<string>();
    visit(from!, (file, path) => {
      const target = join(to!, path);
      const folder = target.slice(0, target.lastIndexOf("/"));
      if (!made.has(folder)) mkdirSync(folder, { recursive: true });
      made.add(folder);
      writeFileSync(target, readFileSync(file));
    });
  },
  /** Asks for every address in a file, eight at once, and reads what comes. */
  async fetch(file) {
    const addresses = JSON.parse(readFileSync(file!, "utf8")) as string[];
    const ask = async () => {
      for (let url = addresses.pop(); url !== undefined; url = addresses.pop())
        await (await fetch(url)).arrayBuffer();
    };
    await Promise.all(Array.from({ length: 8 }, ask));
  },
  /** Reads and hashes every file of one folder. */
  hash(folder) {
    visit(folder!, file => hash("sha256", readFileSync(file)));
  },
};

function visit(folder: string, use: (file: string, path: string) => void, below = ""): void {
  for (const item of readdirSync(folder, { withFileTypes: true })) {
    const file = `${folder}/${item.name}`;
    if (item.isDirectory()) visit(file, use, `${below}${item.name}/`);
    else use(file, below + item.name);
  }
}

const [word = "", ...folders] = process.argv.slice(2);
await baselines[word]?.(...folders);
