import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/repository.ts";
import { makeGeneration, openCurrent, publishChanges, publishGeneration } from "./generation.ts";

function publish(folder: string, files: Record<string, string>): string {
  const generation = makeGeneration({ folder });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(generation, name), text);
  publishGeneration({ folder }, generation);
  return generation;
}

test("a generation is current once published, and one older is kept", () => {
  const folder = makeFolder();
  expect(openCurrent({ folder })).toBeUndefined();
  for (const text of ["1", "2", "3"]) publish(folder, { a: text });
  expect(readFileSync(join(openCurrent({ folder })!, "a"), "utf8")).toBe("3");
  expect(readdirSync(folder).sort()).toEqual(["2", "3", "current"]);
});

test("changes add, replace and delete files of the current generation", () => {
  const folder = makeFolder();
  const generation = publish(folder, { a: "old", gone: "x" });
  publishChanges(
    { folder },
    new Map([
      ["a", "new"],
      ["deep/b", "b"],
      ["gone", undefined],
    ]),
  );
  expect(readFileSync(join(generation, "a"), "utf8")).toBe("new");
  expect(readFileSync(join(generation, "deep/b"), "utf8")).toBe("b");
  expect(existsSync(join(generation, "gone"))).toBe(false);
  expect(readdirSync(folder).sort()).toEqual(["1", "current"]);
});

test("a journal that a killed run left is completed by the next reader", () => {
  const folder = makeFolder();
  const generation = publish(folder, { a: "old", b: "old" });
  const moves = [
    { path: "a", part: "0" },
    { path: "b", part: "1" },
  ];
  mkdirSync(join(folder, "journal"));
  writeFileSync(join(folder, "journal/1"), "new");
  writeFileSync(join(generation, "a"), "new");
  writeFileSync(join(folder, "journal/moves.json"), JSON.stringify({ generation: "1", moves }));
  expect(openCurrent({ folder })).toBe(generation);
  expect(readFileSync(join(generation, "b"), "utf8")).toBe("new");
  expect(existsSync(join(folder, "journal"))).toBe(false);
});

test("what was staged but not yet decided is thrown away", () => {
  const folder = makeFolder();
  const generation = publish(folder, { a: "old" });
  mkdirSync(join(folder, "staged"));
  writeFileSync(join(folder, "staged/0"), "half");
  expect(readFileSync(join(openCurrent({ folder })!, "a"), "utf8")).toBe("old");
  publishChanges({ folder }, new Map([["a", "new"]]));
  expect(readFileSync(join(generation, "a"), "utf8")).toBe("new");
});

test("a reader through the link sees one generation, whatever is being written", () => {
  const folder = makeFolder();
  publish(folder, { a: "1" });
  const unfinished = makeGeneration({ folder });
  writeFileSync(join(unfinished, "a"), "2");
  expect(execFileSync("cat", [join(folder, "current/a")], { encoding: "utf8" })).toBe("1");
  renameSync(join(unfinished, "a"), join(unfinished, "b"));
  publishGeneration({ folder }, unfinished);
  expect(readdirSync(join(folder, "current"))).toEqual(["b"]);
});
