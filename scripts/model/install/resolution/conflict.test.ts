import { expect, test } from "vitest";
import { aUniverse, type Releases } from "../../../test/universe.ts";
import { DAY, NOON } from "../../../test/world.ts";
import { explainChosen, explainDemands, explainExhausted, explainNowhere } from "./conflict.ts";
import { type Demand, type Shelf, Shelves } from "./shelf.ts";
import { parseWanted } from "./wanted.ts";

const demand = (text: string | undefined, by?: string): Demand => ({
  by: by === undefined ? "application" : { name: by, version: "1.0.0" },
  asked: "a",
  wanted: parseWanted(text),
});
const shelf = (releases: Releases) =>
  new Shelves({ known: aUniverse({ a: releases }), locked: new Map() }).find("a") as Shelf;

test("only those who can't agree are named, the application last", () => {
  const [own, one, two] = [demand("^1.0.0"), demand(">=1.0.0", "one"), demand("^2.0.0", "two")];
  const versions = ["2.0.0", ...Array.from({ length: 6 }, (_, at) => `1.${at}.0`)];
  expect(explainDemands(shelf(versions), [own, one, two], two)).toEqual({
    code: "CONFLICT",
    message: "two 1.0.0 asks for a ^2.0.0, the application asks for a ^1.0.0: no version satisfies both",
    fix: "a has 2.0.0, 1.5.0, 1.4.0, 1.3.0, 1.2.0 and 2 more; ask for one of these, or change what two asks for with an override",
  });
});

test.each<[string, Releases, readonly Demand[]]>([
  ["a has 1.0.0; ask for that", ["1.0.0"], [demand("^2.0.0")]],
  [
    "a has 2.0.0, 1.0.0; change what one or two asks for with an override",
    ["1.0.0", "2.0.0"],
    [demand("1.0.0", "one"), demand("2.0.0", "two")],
  ],
  ["a has only yanked versions; wait for another", { "1.0.0": { yanked: "broken" } }, [demand("^2.0.0")]],
  [
    "a has 2.0.0; ask for that, or name exactly 1.0.0 in the application's dependencies to have it all the same",
    { "1.0.0": { yanked: "broken" }, "2.0.0": {} },
    [demand("^1.0.0")],
  ],
])("what can be done: %s", (fix, releases, demands) => {
  expect(explainDemands(shelf(releases), demands, demands[0]!).fix).toBe(fix);
});

test.each<[string, Releases, string, string]>([
  [
    "^1.1.0",
    { "1.2.0": { published: "" }, "1.1.0": { published: "2026-11-20T12:00:00Z" }, "1.0.0": {} },
    "only too young versions satisfy that: 1.2.0 (nobody says when it was published), 1.1.0 (held back until 2026-11-27T12:00:00Z)",
    "a has 1.0.0; ask for that, or name exactly 1.2.0 in the application's dependencies to have it all the same",
  ],
  [
    "*",
    { "1.1.0": { published: "2026-11-20T12:00:00Z" }, "1.0.0": { yanked: "broken" } },
    "only yanked or too young versions satisfy that: 1.1.0 (held back until 2026-11-27T12:00:00Z), 1.0.0 (broken)",
    "a has only yanked or too young versions; wait for another, or name exactly 1.1.0 in the application's dependencies to have it all the same",
  ],
])("what is held back from %s is told, and until when", (text, releases, why, fix) => {
  const leastAge = { age: 7 * DAY, now: NOON.getTime(), spared: new Map() };
  const shelves = new Shelves({ known: aUniverse({ a: releases }), locked: new Map(), leastAge });
  const explained = explainDemands(shelves.find("a") as Shelf, [demand(text)], demand(text));
  expect(explained).toEqual({
    code: "CONFLICT",
    message: `the application asks for a ${text}: ${why}`,
    fix,
  });
});

test("what nobody has checked is quoted and cut", () => {
  const { message } = explainDemands(shelf(["1.0.0"]), [demand("\u001b[31m")], demand("\u001b[31m"));
  expect(message).toBe(
    String.raw`the application asks for a "\u001b[31m", which is no version expression of Pak's`,
  );
  expect(explainNowhere({ ...demand("*"), asked: "@".repeat(999) }).message.length).toBeLessThan(120);
});

test("without an expression there is none in the sentence", () => {
  const a = shelf(["1.0.0"]);
  expect(explainChosen(a, demand(undefined), a.inOrder([])[0]!).message).toBe(
    "the application asks for a, which does not go with a 1.0.0",
  );
  expect(explainDemands(shelf([]), [demand(undefined)], demand(undefined)).message).toBe(
    "the application asks for a, of which no release is recorded",
  );
});

test("an exhausted search tells its first conflict, if it met one", () => {
  expect(explainExhausted(7, undefined).message).toBe("no versions that fit together were found in 7 steps");
});
