import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { startUpstream } from "../test/upstream.ts";
import { aWorld, NOON } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import { install } from "./install.ts";
import { GLOBAL_FLAGS } from "./table.ts";
import { uninstall } from "./uninstall.ts";

/** A folder with what `pakJson` asks for; afterwards no catalog answers. */
async function openFolder(pakJson: object) {
  const { environment, close } = await startUpstream(
    {
      a: { versions: { "1.0.0": { dependencies: { b: "*" } } } },
      b: { versions: { "1.0.0": {} } },
      c: { versions: { "1.0.0": { dependencies: { b: "*" } } } },
      old: { entry: { endpoint: "@a" } },
    },
    { now: NOON },
  );
  const root = makeFolder();
  writeFiles(root, { "pak.json": JSON.stringify(pakJson) });
  const run = async (command: typeof install | typeof uninstall, ...typed: string[]) => {
    const world = aWorld({ environment, home: environment.PAK_HOME!, root });
    await command.run(world, parseArguments(command, GLOBAL_FLAGS, typed));
    return world.printed;
  };
  await run(install);
  await close();
  return {
    root,
    run: (...typed: string[]) => run(uninstall, ...typed),
    read: (path: string) => readFileSync(join(root, path), "utf8"),
  };
}

test.each<[string, object, string[], object]>([
  ["a", { dependencies: { a: "*", c: "*" } }, ["- a 1.0.0"], { dependencies: { c: "*" } }],
  ["a", { dependencies: { a: "*" } }, ["- a 1.0.0", "- b 1.0.0"], { dependencies: {} }],
  ["old", { dependencies: { old: "*" } }, ["- a 1.0.0", "- b 1.0.0"], { dependencies: {} }],
  ["a", { dependencies: { old: "*" } }, ["- a 1.0.0", "- b 1.0.0"], { dependencies: {} }],
  ["a", { dependencies: { "pak:a": "*" } }, ["- a 1.0.0", "- b 1.0.0"], { dependencies: {} }],
  [
    "a",
    { optionalDependencies: { a: "*" }, title: "T" },
    ["- a 1.0.0", "- b 1.0.0"],
    { optionalDependencies: {}, title: "T" },
  ],
  [
    "a c b",
    { dependencies: { a: "*", c: "*", b: "*" } },
    ["- a 1.0.0", "- b 1.0.0", "- c 1.0.0"],
    { dependencies: {} },
  ],
])("pak uninstall %s, of %j, takes what nothing else needs", async (typed, before, removed, after) => {
  const { run, read, root } = await openFolder(before);
  const printed = await run(...typed.split(" "));
  expect(printed.slice(0, -1).sort()).toEqual(removed);
  expect(JSON.parse(read("pak.json"))).toEqual(after);
  for (const line of removed) expect(existsSync(join(root, "paks", line.split(" ")[1]!))).toBe(false);
  expect(JSON.parse(read("pak-lock.json")).aliases).toBeUndefined();
});

test.each([
  ["b", "CONFLICT", "b is needed by a 1.0.0", "uninstall what needs it too: pak uninstall b a"],
  ["nothing", "NOT_FOUND", "nothing is not installed here", "see what is: pak list"],
])("pak uninstall %s is refused: %s", async (name, code, message, fix) => {
  const { run, read } = await openFolder({ dependencies: { a: "*", b: "*" } });
  const before = ["pak.json", "pak-lock.json", "paks/.installed.json"].map(read);
  await expect(run(name)).rejects.toMatchObject({ code, message, fix });
  expect(["pak.json", "pak-lock.json", "paks/.installed.json"].map(read)).toEqual(before);
});

test("it takes at least one name", () => {
  expect(() => parseArguments(uninstall, GLOBAL_FLAGS, [])).toThrow(
    expect.objectContaining({ code: "USAGE" }),
  );
});
