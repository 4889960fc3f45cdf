import { expect, test } from "vitest";
import { isRecordBranch } from "./record-branches.ts";

test("the jobs' branches, and no others", () => {
  expect(["refresh", "release", "main", "refresh/x", undefined].filter(isRecordBranch)).toEqual([
    "refresh",
    "release",
  ]);
});
