import { expect, test } from "vitest";
import { compareBuilds, makeUnreproducible } from "./compare-builds.ts";

const files = (...lines: string[]) =>
  lines.map(line => {
    const [path = "", sha256 = "", mode] = line.split(" ");
    return { path, sha256, isExecutable: mode === "x" };
  });

test("the same files in any order are the same build", () => {
  expect(compareBuilds(files("a 1", "b 2 x"), files("b 2 x", "a 1"))).toBeUndefined();
});

test("files that differ, are missing or can be run in one alone are named, the first ones", () => {
  const found = compareBuilds(files("a 1", "b 2", "c 3", "e 5"), files("a 1", "b 9", "c 3 x", "d 4"));
  expect(found).toMatchObject({
    code: "BUILD_UNREPRODUCIBLE",
    severity: "warning",
    message: "a second build left other bytes in b, c, d and 1 others",
  });
  expect(makeUnreproducible("x").message).toBe("x");
});
