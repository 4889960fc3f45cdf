import { expect, test } from "vitest";
import { aUniverse } from "../../../test/universe.ts";
import { parseWanted } from "../choose-release.ts";
import { explainChosen, explainDemands, explainExhausted, explainNowhere } from "./conflict.ts";
import { APPLICATION, type Demand, type Shelf, Shelves } from "./shelf.ts";

const demand = (text: string | undefined, by?: string): Demand => ({
  ...(by === undefined ? {} : { by }),
  asker: by === undefined ? APPLICATION : `${by} 1.0.0`,
  asked: "a",
  wanted: parseWanted(text),
});
const shelf = (versions: readonly string[]) =>
  new Shelves({ known: aUniverse({ a: versions }), locked: new Map() }).find("a") as Shelf;

test("only those who can't agree are named, the application last", () => {
  const [own, one, two] = [demand("^1.0.0"), demand(">=1.0.0", "one"), demand("^2.0.0", "two")];
  const versions = ["2.0.0", ...Array.from({ length: 6 }, (_, at) => `1.${at}.0`)];
  expect(explainDemands(shelf(versions), [own, one, two], two)).toEqual({
    code: "CONFLICT",
    message: "two 1.0.0 asks for a ^2.0.0, the application asks for a ^1.0.0: no version satisfies both",
    fix: "there is a 2.0.0, 1.5.0, 1.4.0, 1.3.0, 1.2.0 and 2 more; ask for another version of two or a",
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
