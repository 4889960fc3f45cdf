import { randomBytes } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectEach, expectRefused, listLeftovers, readTree } from "./hardship.ts";
import { startPak } from "./pak.ts";
import { makeFolder, writeFiles } from "./repository.ts";
import { startUpstream } from "./upstream.ts";

/** How the cached package is spoilt. */
const SPOILT: [string, (folder: string, outside: string) => void][] = [
  ["a file of the same size", folder => writeFileSync(join(folder, "dist/alpha.js"), "!".repeat(15))],
  ["a shorter file", folder => truncateSync(join(folder, "dist/alpha.js"), 3)],
  ["a file too few", folder => rmSync(join(folder, "dist/alpha.js"))],
  ["another pak.json", folder => writeFileSync(join(folder, "pak.json"), "{}")],
  ["no pak.json", folder => rmSync(join(folder, "pak.json"))],
  ["another managed file", folder => writeFileSync(join(folder, "expansive.json"), '{"b":1}')],
  ["no managed file", folder => rmSync(join(folder, "expansive.json"))],
  ["garbage as record", folder => writeFileSync(join(folder, ".pak-cache.json"), randomBytes(999))],
  ["a record of nothing", folder => writeFileSync(join(folder, ".pak-cache.json"), "null")],
  [
    "a record of a newer format",
    folder => editRecord(folder, text => text.replace('"format":1', '"format":2')),
  ],
  ["a record of less", folder => editRecord(folder, text => text.replace('"warnings":[]', '"x":[]'))],
  [
    "a record that leads outside",
    folder => editRecord(folder, text => text.replace('"dist/alpha.js"', '"../../../../x"')),
  ],
  [
    "a link to another file",
    (folder, outside) => {
      rmSync(join(folder, "dist/alpha.js"));
      symlinkSync(join(outside, "secret"), join(folder, "dist/alpha.js"));
    },
  ],
  [
    "a link to the same",
    (folder, outside) => {
      renameSync(join(folder, "dist/alpha.js"), join(outside, "same"));
      symlinkSync(join(outside, "same"), join(folder, "dist/alpha.js"));
    },
  ],
  [
    "a file instead of a folder",
    folder => {
      rmSync(join(folder, "dist"), { recursive: true });
      writeFileSync(join(folder, "dist"), "");
    },
  ],
  [
    "a folder instead of a file",
    folder => {
      rmSync(join(folder, "dist/alpha.js"));
      mkdirSync(join(folder, "dist/alpha.js/deep"), { recursive: true });
    },
  ],
  [
    "a file instead of itself",
    folder => {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, "");
    },
  ],
];

function editRecord(folder: string, edit: (text: string) => string): void {
  const file = join(folder, ".pak-cache.json");
  const text = readFileSync(file, "utf8");
  expect(edit(text)).not.toBe(text);
  writeFileSync(file, edit(text));
}

test("a spoilt cache is filled anew, and offline it is an error", async () => {
  const files = {
    "dist/alpha.js": "// alpha 1.0.0\n",
    "expansive.json": '{"a":1}',
    "pak.json": '{"manage":"expansive.json"}',
  };
  const { environment, cache, registry } = await startUpstream({
    alpha: { versions: { "1.0.0": { files } } },
  });
  const first = makeFolder();
  expect(await startPak(first, ["install", "alpha"], environment)).toMatchObject({ status: 0, stderr: "" });
  const [right, cached] = [readTree(first), readTree(cache)];
  for (const folder of ["paks", "lib"]) rmSync(join(first, folder), { recursive: true });
  const bare = readTree(first);
  registry.log.length = 0;
  await expectEach(SPOILT, async ([_what, spoil]) => {
    const [app, home, outside] = [makeFolder(), makeFolder(), makeFolder()];
    cpSync(first, app, { recursive: true });
    cpSync(environment.PAK_HOME!, home, { recursive: true });
    writeFiles(outside, { secret: "!".repeat(15) });
    const [own, paks] = [{ ...environment, PAK_HOME: home }, join(home, "paks")];
    spoil(join(paks, "alpha/@npm/1.0.0"), outside);
    const before = readTree(paks);
    expectRefused(await startPak(app, ["install", "--offline"], own), 5, "NETWORK", "alpha 1.0.0");
    const { paks: _empty, ...after } = readTree(app);
    expect([after, readTree(paks)]).toEqual([bare, before]);
    expect(await startPak(app, ["install"], own)).toMatchObject({ status: 0, stderr: "" });
    expect([readTree(app), readTree(paks)]).toEqual([right, cached]);
    expect([app, paks].flatMap(listLeftovers)).toEqual([]);
  });
  expect(registry.log).toEqual(SPOILT.map(() => "alpha/-/alpha-1.0.0.tgz"));
});
