import { expect, test } from "vitest";
import { describeOperation } from "./description.ts";

test("those of GitHub's own examples that are served as they stand are right by its description", () => {
  const answers: [string, string, number][] = [
    ["GET", "/user", 200],
    ["POST", "/repos/a/b/issues/7/comments", 201],
  ];
  for (const [method, path, status] of answers) {
    const operation = describeOperation(method, path)!;
    expect(operation.checkAnswer(status, operation.exampleOf(status)), `${method} ${path}`).toEqual([]);
  }
});

test("a request with a wrong field, an unknown path and an unknown status are found", () => {
  const operation = describeOperation("POST", "/repos/a/b/pulls")!;
  expect(operation.parameters).toEqual({ owner: "a", repo: "b" });
  expect(operation.checkRequest({ title: "x", head: "a:b", base: "main" })).toEqual([]);
  expect(operation.checkRequest({ title: 7, head: "a:b" })).not.toEqual([]);
  expect(operation.checkAnswer(299, {})).not.toEqual([]);
  expect(describeOperation("DELETE", "/repos/a/b")).toBeUndefined();
});
