import { spawnSync } from "node:child_process";
import { cpSync, lstatSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Catalog } from "../client.ts";
import { openPublished } from "../io/publication/publish.ts";
import { startServer } from "../io/site/static-server.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { makeFolder, makeRepository } from "./repository.ts";
import { TOOL } from "./world.ts";

const FAULT = join(import.meta.dirname, "fault.ts");
const PAK = join(TOOL, "scripts/bin.js");

/** How many of the points are tried here; PAK_FAULTS=all tries each. */
const MOST = process.env.PAK_FAULTS === "all" ? Number.POSITIVE_INFINITY : 6;

/** Runs a command that dies before its Nth change of the disk; 0 lets it live. */
function runFaulty(root: string, words: readonly string[], at: number) {
  const ran = spawnSync(process.execPath, ["--import", FAULT, PAK, ...words], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: root, PAK_FAULT_AT: String(at) },
  });
  return {
    status: ran.status,
    signal: ran.signal,
    calls: Number(/fault calls: (\d+)/.exec(ran.stderr)?.[1] ?? Number.NaN),
  };
}

/** A catalog that was signed and built once and then changed: the next run has old and new to choose from. */
function makeChanged(): string {
  const repository = makeRepository();
  const less = { entry: anEntry({ name: "less", description: "Old" }), releases: [aRelease("4.2.0")] };
  repository.commit({
    ...settingsFile(),
    ".gitignore": ".pak/\n_site\n",
    ...catalogFiles(less, { entry: anEntry({ name: "jquery" }) }),
  });
  expect(runFaulty(repository.root, ["site"], 0).status).toBe(0);
  repository.commit(catalogFiles({ ...less, entry: { ...less.entry, description: "New" } }));
  return repository.root;
}

/** What a reader who trusts nothing yet sees: everything verified, and of one state. */
async function readState(folder: string): Promise<string> {
  const server = await startServer({ folder, port: 0 });
  try {
    const catalog = new Catalog({ url: server.url, now: new Date() });
    expect(await catalog.verify()).toMatchObject({ packages: 2, failures: [] });
    const page = await (await fetch(`${server.url}package/less/`)).text();
    const { description } = (await catalog.find("less")).document.entry;
    if (page.includes("<h1>less")) expect(page).toContain(`<p class="lead">${description}</p>`);
    return description;
  } finally {
    await server.close();
  }
}

/** Every point, or as many of them spread evenly from the first to the last. */
function pickPoints(calls: number): number[] {
  const count = Math.min(calls, MOST);
  return [
    ...new Set(
      Array.from({ length: count }, (_, at) => 1 + Math.round((at * (calls - 1)) / Math.max(1, count - 1))),
    ),
  ];
}

test.each([[["sign"]], [["sign", "--full"]], [["site"]]])(
  "pak %j killed at any write leaves the old state or the new one, and the next run finishes",
  async words => {
    const changed = makeChanged();
    const attempt = (at: number) => {
      const root = makeFolder();
      cpSync(changed, root, { recursive: true, verbatimSymlinks: true });
      return { root, ran: runFaulty(root, words, at) };
    };
    const { calls } = attempt(0).ran;
    expect(calls).toBeGreaterThan(5);
    for (const at of pickPoints(calls)) {
      const { root, ran } = attempt(at);
      expect(ran.signal, `write ${at} of ${calls}`).toBe("SIGKILL");
      expect(lstatSync(join(root, "_site")).isSymbolicLink()).toBe(true);
      expect(["Old", "New"], `write ${at} of ${calls}`).toContain(await readState(join(root, "_site")));
      expect(["Old", "New"], `write ${at} of ${calls}`).toContain(await readState(openPublished(root)!));
      expect(runFaulty(root, words, 0).status).toBe(0);
      expect(await readState(openPublished(root)!)).toBe("New");
      rmSync(root, { recursive: true });
    }
  },
  MOST === Number.POSITIVE_INFINITY ? 3_600_000 : 240_000,
);
