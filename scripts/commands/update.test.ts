import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { startUpstream } from "../test/upstream.ts";
import { aWorld, NOON } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import { install } from "./install.ts";
import { GLOBAL_FLAGS } from "./table.ts";
import { update } from "./update.ts";

test("pak.json's expressions bound what is newer: for one package, by an alias too, or for all", async () => {
  const versions = { "2.0.0": {}, "1.1.0": {}, "1.0.0": {} };
  const { environment } = await startUpstream(
    { a: { versions }, b: { versions }, old: { entry: { endpoint: "@a" } } },
    { now: NOON },
  );
  const root = makeFolder();
  const run = async (command: typeof install | typeof update, ...typed: string[]) => {
    const world = aWorld({ environment, home: environment.PAK_HOME!, root });
    await command.run(world, parseArguments(command, GLOBAL_FLAGS, typed));
    return world.printed;
  };
  const ask = (a: string, b: string) => {
    const text = JSON.stringify({ dependencies: { old: a, b } });
    writeFiles(root, { "pak.json": text });
    return text;
  };
  ask("1.0.0", "1.0.0");
  await run(install);
  const text = ask("^1.0.0", ">=1.0.0");
  expect(await run(update, "a@1.0.0").catch(error => error.code)).toBe("NOT_FOUND");
  expect(await run(install)).toEqual(["2 packages here already"]);
  expect(await run(update, "old")).toEqual([
    "~ a 1.0.0 → 1.1.0",
    "1 package installed, 1 package here already",
  ]);
  expect(await run(update)).toEqual(["~ b 1.0.0 → 2.0.0", "1 package installed, 1 package here already"]);
  expect(await run(update, "pak:b")).toEqual(["2 packages here already"]);
  expect(readFileSync(join(root, "pak.json"), "utf8")).toBe(text);
  await expect(run(update, "a", "c")).rejects.toMatchObject({
    code: "NOT_FOUND",
    message: "c is not installed here",
    fix: "pak install c",
  });
});
