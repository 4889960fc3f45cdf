import { expect, test } from "vitest";
import type { ListedPackage } from "../application/installed-list.ts";
import { renderList } from "./list.ts";

const A: ListedPackage = {
  name: "a",
  version: "1.0.0",
  catalog: "test",
  endpoint: "@npm:a",
  state: "installed",
  neededBy: ["pak.json", "b"],
};

test("a line for each package: where it is from, who needs it when it is not pak.json, what is amiss", () => {
  const b: ListedPackage = { ...A, name: "long", version: "10.0.0", state: "altered", neededBy: ["a", "c"] };
  expect(renderList([A, b])).toEqual([
    "a     1.0.0   test @npm:a",
    "long  10.0.0  test @npm:a  for a, c  altered",
  ]);
  expect(renderList([])).toEqual([]);
});
