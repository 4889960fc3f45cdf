import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openPublished } from "../io/publication/publish.ts";
import { anEntry, catalogFiles, settingsFile } from "../test/catalog.ts";
import { makeRepository, writeFiles } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import { sign } from "./sign.ts";
import { GLOBAL_FLAGS } from "./table.ts";

function makeCatalog() {
  const repository = makeRepository();
  const ignored = { ".gitignore": ".pak/\n" };
  repository.commit({
    ...settingsFile(),
    ...ignored,
    ...catalogFiles({ entry: anEntry({ name: "jquery" }) }),
  });
  const run = async (typed: string) => {
    const world = aWorld({ root: repository.root });
    const exit = await sign.run(world, parseArguments(sign, GLOBAL_FLAGS, typed.split(" ").filter(Boolean)));
    return { exit, out: world.printed.join("\n"), err: world.reported };
  };
  return { ...repository, run };
}

const BROKEN = catalogFiles({ entry: anEntry({ name: "broken", endpoint: "@nowhere" }) });

test("what is signed is told; once more there is nothing to sign", async () => {
  const { root, run } = makeCatalog();
  const first = await run("");
  expect([first.exit, first.out]).toEqual([0, ""]);
  expect(first.err[0]).toMatch(/^signed 1 packages: index 1 .*, head 1 /);
  expect((await run("")).err[0]).toBe("unchanged: index 1 and head 1 are still right");
  expect(readFileSync(join(openPublished(root)!, "trust/latest"), "utf8")).toBe("1\n");
});

test("--revision signs a commit, whatever lies in the folder", async () => {
  const { root, git, run } = makeCatalog();
  writeFiles(root, BROKEN);
  const { exit, out } = await run("--revision HEAD --json");
  expect(exit).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    packages: 1,
    signed: { index: { commit: git("rev-parse", "HEAD") }, isUncommitted: false },
  });
  await expect(run("--revision nowhere")).rejects.toMatchObject({ code: "GIT" });
});

test("--full builds what did not change too", async () => {
  const { run } = makeCatalog();
  await run("");
  expect(JSON.parse((await run("--json")).out).changed).toEqual([]);
  expect(JSON.parse((await run("--json --full")).out)).not.toHaveProperty("changed");
});

test("findings refuse the catalog, for people on stderr, for programs as a document", async () => {
  const { root, run } = makeCatalog();
  writeFiles(root, BROKEN);
  const { exit, out, err } = await run("");
  expect([exit, out, err[0]]).toEqual([1, "", expect.stringContaining("ALIAS_TARGET_MISSING")]);
  const json = await run("--json");
  expect([json.exit, json.err]).toEqual([1, []]);
  expect(JSON.parse(json.out).findings).toMatchObject([{ code: "ALIAS_TARGET_MISSING" }]);
  expect(existsSync(join(root, ".pak/published/current"))).toBe(false);
});
