import { expect, test } from "vitest";
import { aRelease } from "../../../test/catalog.ts";
import { isForPrerelease, isWanted, orderReleases, parseWanted } from "./wanted.ts";

test.each([
  ["1.2.3", "1.2.3"],
  ["=1.2.3", "1.2.3"],
  ["== v1.2.3-rc.1", "1.2.3-rc.1"],
  ["1.2.3 || 1.2.4", undefined],
  ["1.2.3 1.2.3", undefined],
  ["~1.2.3", undefined],
  ["*", undefined],
  [undefined, undefined],
])("%j wants exactly %j", (text, version) => {
  expect(parseWanted(text).exactly).toBe(version);
});

test("nothing asked wants everything, another language nothing", () => {
  expect([undefined, "*"].map(text => isWanted(parseWanted(text), "1.0.0-rc.1"))).toEqual([true, true]);
  const others = ["1.0.0 - 2.0.0", "latest", ""].map(parseWanted);
  expect(others.map(wanted => [wanted.expression, isWanted(wanted, "1.0.0")])).toEqual(
    others.map(() => [undefined, false]),
  );
});

test("prereleases come last, unless somebody names one", () => {
  const releases = ["1.0.0", "2.0.0-rc.1", "1.1.0", "2.0.0-rc.2"].map(version => aRelease(version));
  const order = (text: string) =>
    orderReleases(releases, isForPrerelease(parseWanted(text))).map(({ version }) => version);
  expect(order("*")).toEqual(["1.1.0", "1.0.0", "2.0.0-rc.2", "2.0.0-rc.1"]);
  expect(order(">=1 || 2.0.0-rc.1")).toEqual(["2.0.0-rc.2", "2.0.0-rc.1", "1.1.0", "1.0.0"]);
});
