import { expect, onTestFinished, test } from "vitest";
import { startServer } from "../io/site/static-server.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../test/catalog.ts";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { aWorld, signCatalog } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import { search } from "./search.ts";
import { GLOBAL_FLAGS } from "./table.ts";

/** A signed catalog behind an address, and a way to search it. */
async function servePublication() {
  const root = makeFolder();
  const files = catalogFiles(
    { entry: anEntry({ name: "jquery", keywords: ["dom"] }), releases: [aRelease("3.7.1")] },
    { entry: anEntry({ name: "cash", keywords: ["dom", "small"] }) },
    { entry: anEntry({ name: "less", keywords: ["css", "small"] }) },
  );
  writeFiles(root, { ...settingsFile(), ...files });
  const { folder } = await signCatalog(root);
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  return async (typed: string) => {
    const world = aWorld({ environment: { PAK_CATALOG: server.url } });
    const exit = await search.run(world, parseArguments(search, GLOBAL_FLAGS, typed.split(" ")));
    return { exit, out: world.printed, err: world.reported };
  };
}

test("a row for each package, in columns; what proves them goes to stderr", async () => {
  const { exit, out, err } = await (await servePublication())("dom");
  expect(exit).toBe(0);
  expect(out.toSorted()).toEqual(["cash              About cash", "jquery  3.7.1     About jquery"]);
  expect(err[0]).toMatch(/^verified: catalog test, /);
});

test("every word has to match, and --limit bounds what is shown", async () => {
  const ask = await servePublication();
  expect((await ask("small dom")).out).toEqual([expect.stringMatching(/^cash /)]);
  expect((await ask("small --limit 1")).out).toHaveLength(1);
  expect((await ask("small")).out).toHaveLength(2);
});

test("nothing found is told, by the exit code too, and is still a document", async () => {
  const ask = await servePublication();
  const { exit, out, err } = await ask("dom css");
  expect([exit, out, err[0]]).toEqual([6, [], "nothing matches all these words"]);
  const json = await ask("dom css --json");
  expect(JSON.parse(json.out.join("\n"))).toMatchObject({ results: [], verified: [{ catalog: "test" }] });
  expect([json.exit, json.err]).toEqual([6, []]);
});

test.each(["0", "101", "1.5", "many"])("--limit %s is refused", async limit => {
  const ask = await servePublication();
  await expect(ask(`dom --limit ${limit}`)).rejects.toMatchObject({ code: "USAGE" });
});
