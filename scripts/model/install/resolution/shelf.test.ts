import fc from "fast-check";
import { expect, test } from "vitest";
import { aPackage, aUniverse, listRequests } from "../../../test/universe.ts";
import { DAY, NOON } from "../../../test/world.ts";
import { latestOf } from "../../release/latest.ts";
import { accepts } from "../../version/expression.ts";
import { type Demand, Shelf, Shelves } from "./shelf.ts";
import { parseWanted } from "./wanted.ts";

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
    { ...exact!, by: { name: "p", version: "1.0.0" } },
    { ...range!, by: { name: "r", version: "1.0.0" } },
  ];
  expect(shelf.findRefuser(release, [exact!, ranged])).toBeUndefined();
  expect(shelf.findRefuser(release, [pinned])).toBeUndefined();
  expect(shelf.findRefuser(release, [pinned, ranged])).toBe(ranged);
  expect(shelf.findRefuser(release, [range!])).toBe(range);
});

test("a young release is accepted when the application names it, or it is here, and not when a package does", () => {
  const known = aUniverse({
    a: { "1.2.0": { published: "" }, "1.1.0": { published: "2026-11-20T12:00:00Z" }, "1.0.0": {} },
  });
  const age = { age: 7 * DAY, now: NOON.getTime() };
  const open = (spared = new Map<string, string>(), locked = new Map<string, string>()) => {
    const shelves = new Shelves({ known, locked, leastAge: { ...age, spared } });
    const [exact, range] = shelves.listDemands(listRequests({ a: "1.1.0", b: "*" }));
    const best = (...demands: Demand[]) => (shelves.find("a") as Shelf).findBest(demands)?.version;
    return {
      best,
      exact: exact!,
      range: range!,
      byPackage: { ...exact!, by: { name: "p", version: "1.0.0" } },
    };
  };
  const { best, exact, range, byPackage } = open();
  expect([best(range), best(exact), best(exact, range, byPackage), best(byPackage)]).toEqual([
    "1.0.0",
    "1.1.0",
    "1.1.0",
    undefined,
  ]);
  const here = open(new Map([["a", "1.1.0"]]));
  expect([here.best(here.range), here.best(here.byPackage)]).toEqual(["1.1.0", "1.1.0"]);
  const locked = open(new Map(), new Map([["a", "1.2.0"]]));
  expect(locked.best(locked.range)).toBe("1.2.0");
});

test.each([
  ["*", ["5.3.8", "5.2.0", "4.6.2", "6.0.0-alpha.2", "6.0.0-alpha.1", "5.3.8-rc.1", "1.0.0-rc.1"]],
  ["", ["5.3.8", "5.2.0", "4.6.2", "6.0.0-alpha.2", "6.0.0-alpha.1", "5.3.8-rc.1", "1.0.0-rc.1"]],
  ["~6.0.0", ["6.0.0-alpha.2", "6.0.0-alpha.1"]],
  ["~5.3.8", ["5.3.8", "5.3.8-rc.1"]],
  ["^5.0.0", ["5.3.8", "5.2.0"]],
  [">=5 || 6.0.0-alpha.1", ["6.0.0-alpha.1", "5.3.8", "5.2.0"]],
  ["5.3.9", ["5.3.9"]],
  ["== v5.3.9", ["5.3.9"]],
  ["5.3.9 || 5.3.8", ["5.3.8"]],
  ["~5.3.9", []],
  ["5.3", ["5.3.8"]],
  ["5.2.0 - 5.3.8", []],
])("what the application has with %j, the best first: %j", (expression, versions) => {
  const plain = ["5.2.0", "6.0.0-alpha.2", "5.3.8", "1.0.0-rc.1", "6.0.0-alpha.1", "5.3.8-rc.1", "4.6.2"];
  const releases = {
    ...Object.fromEntries(plain.map(version => [version, {}])),
    "5.3.9": { yanked: "leaks" },
  };
  const shelves = new Shelves({ known: aUniverse({ a: releases }), locked: new Map() });
  const demands = shelves.listDemands(listRequests({ a: expression }));
  const shelf = shelves.find("a") as Shelf;
  const accepted = shelf
    .inOrder(demands)
    .filter(release => shelf.findRefuser(release, demands) === undefined);
  expect(accepted.map(({ version }) => version)).toEqual(versions);
});

test("where nothing was asked, the best is what is recommended; no range has what was yanked", () => {
  const versions = ["1.0.0-rc.1", "1.0.0", "2.0.0-rc.1", "2.0.0"];
  const said = fc.constantFrom({}, { yanked: "broken" });
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...versions), said, { noNullPrototype: true }), releases => {
      const known = aUniverse({ a: releases });
      const shelves = new Shelves({ known, locked: new Map() });
      const findBest = (expression: string) =>
        (shelves.find("a") as Shelf).findBest(shelves.listDemands(listRequests({ a: expression })));
      expect(findBest("")).toBe(latestOf(known.get("a")!.releases));
      const ranged = findBest("~1.0.0");
      if (ranged !== undefined)
        expect([accepts("~1.0.0", ranged.version), ranged.yanked]).toEqual([true, undefined]);
    }),
  );
});
