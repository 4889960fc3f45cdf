import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startServer } from "../io/site/static-server.ts";
import { anEntry, catalogFiles, settingsFile } from "../test/catalog.ts";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { aWorld, signCatalog } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import { GLOBAL_FLAGS } from "./table.ts";
import { verify } from "./verify.ts";

/** A signed catalog of two packages, and a way to verify it with a home of its own. */
async function makePublication() {
  const root = makeFolder();
  const home = makeFolder();
  const packages = ["jquery", "less"].map(name => ({ entry: anEntry({ name }) }));
  writeFiles(root, { ...settingsFile(), ...catalogFiles(...packages) });
  const { folder } = await signCatalog(root);
  const run = async (...typed: string[]) => {
    const world = aWorld({ root, home });
    const exit = await verify.run(world, parseArguments(verify, GLOBAL_FLAGS, typed));
    return { exit, out: world.printed, err: world.reported };
  };
  return { home, folder, run };
}

/** Changes one letter of a published package. */
function tamper(folder: string): void {
  const path = "api/v1/packages/less.json";
  const text = readFileSync(join(folder, path), "utf8");
  writeFiles(folder, { [path]: text.replace("About less", "About lass") });
}

test("a publication is counted and proved", async () => {
  const { folder, run } = await makePublication();
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  const { exit, out, err } = await run("--catalog", server.url);
  expect([exit, err]).toEqual([0, []]);
  expect(out[0]).toMatch(/^2 packages in \d bins verified, 0 failures$/);
  expect(out[1]).toMatch(/^verified: catalog test, head 1, /);
});

test("--here finds what was changed after signing", async () => {
  const { folder, run } = await makePublication();
  tamper(folder);
  const { exit, out, err } = await run("--here");
  expect([exit, err]).toEqual([3, [expect.stringMatching(/^ENTRY_DIGEST .*less/)]]);
  expect(out[0]).toMatch(/^1 packages in \d bins verified, 1 failures$/);
  const json = await run("--here", "--json");
  expect([json.exit, json.err]).toEqual([3, []]);
  expect(JSON.parse(json.out.join("\n"))).toMatchObject({
    packages: 1,
    failures: [{ code: "ENTRY_DIGEST" }],
  });
});

test("--here trusts nothing that was kept and keeps nothing", async () => {
  const { home, run } = await makePublication();
  expect((await run("--here")).exit).toBe(0);
  expect(readdirSync(home)).toEqual([]);
});
