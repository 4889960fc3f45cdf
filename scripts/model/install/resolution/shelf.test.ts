import { expect, test } from "vitest";
import { aPackage, aUniverse, listRequests } from "../../../test/universe.ts";
import { parseWanted } from "../choose-release.ts";
import { Shelf, Shelves } from "./shelf.ts";

test("a name is known, unknown or nowhere, and aliases share a shelf", () => {
  const known = new Map([...aUniverse({ jquery: ["1.0.0"], jq: "jquery" }), ["gone", undefined] as const]);
  const shelves = new Shelves({ known, locked: new Map() });
  expect(shelves.find("jq")).toBe(shelves.find("jquery"));
  expect(["gone", "other", "@a/b", "constructor"].map(name => shelves.find(name))).toEqual([
    "nowhere",
    "unknown",
    "nowhere",
    "nowhere",
  ]);
});

test("the locked release comes first, and dependencies are sorted, match made a version", () => {
  const shelf = new Shelf(
    aPackage("a", { "2.0.0-rc.1": {}, "1.0.0": { dependencies: { z: "match", b: "^1.0.0" } }, "1.1.0": {} }),
    "1.0.0",
    parseWanted,
  );
  expect(shelf.inOrder([]).map(({ version }) => version)).toEqual(["1.0.0", "1.1.0", "2.0.0-rc.1"]);
  expect(
    shelf.needsOf(shelf.inOrder([])[0]!).required.map(({ asked, wanted }) => [asked, wanted.text]),
  ).toEqual([
    ["b", "^1.0.0"],
    ["z", "1.0.0"],
  ]);
});

test("a yanked release is accepted by who names it, by all when the application does", () => {
  const known = aUniverse({ a: { "1.0.0": { yanked: "broken" } } });
  const shelves = new Shelves({ known, locked: new Map() });
  const [exact, range] = shelves.listDemands(listRequests({ a: "1.0.0", b: "^1.0.0" }));
  const shelf = shelves.find("a") as Shelf;
  const release = shelf.inOrder([])[0]!;
  const [pinned, ranged] = [
    { ...exact!, by: "p" },
    { ...range!, by: "r" },
  ];
  expect(shelf.findRefuser(release, [exact!, ranged])).toBeUndefined();
  expect(shelf.findRefuser(release, [pinned])).toBeUndefined();
  expect(shelf.findRefuser(release, [pinned, ranged])).toBe(ranged);
  expect(shelf.findRefuser(release, [range!])).toBe(range);
});
