import { expect, test } from "vitest";
import { renderCount } from "./count.ts";

test("one of a thing has no s", () => {
  expect([0, 1, 2].map(count => renderCount(count, "tag"))).toEqual(["0 tags", "1 tag", "2 tags"]);
});
