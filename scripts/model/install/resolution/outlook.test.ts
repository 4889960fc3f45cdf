import { expect, test } from "vitest";
import { aUniverse, listRequests } from "../../../test/universe.ts";
import { planOutlook } from "./outlook.ts";
import { Shelves } from "./shelf.ts";

const known = aUniverse({
  a: { "1.0.0": { dependencies: { d: "*" } } },
  b: { "2.0.0": { dependencies: { a: "*", e: "*" } }, "1.0.0": { dependencies: { old: "*" } } },
  c: { "1.0.0": { dependencies: { b: "*" }, optionalDependencies: { f: "*" } } },
  d: { "1.0.0": { dependencies: { c: "*" } } },
});

function plan(requests: Record<string, string>, withOptional = false) {
  const shelves = new Shelves({ known, locked: new Map() });
  const { unknown, rank } = planOutlook(shelves, shelves.listDemands(listRequests(requests)), {
    withOptional,
  });
  return { unknown: [...unknown], turns: [...rank.keys()] };
}

test("who asks comes before what is asked for, even in a circle", () => {
  expect(plan({ b: "", c: "" }).turns).toEqual(["b", "a", "d", "c"]);
});

test("what the best releases need and nobody knows is looked up", () => {
  expect(plan({ c: "" }).unknown).toEqual(["e"]);
  expect(plan({ c: "" }, true).unknown).toEqual(["e", "f"]);
  expect(plan({ b: "^1.0.0", c: "", x: "" }).unknown).toEqual(["old", "x"]);
  expect(plan({ b: "^3.0.0", "@a/b": "" }).unknown).toEqual([]);
});
