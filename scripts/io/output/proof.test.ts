import { expect, test } from "vitest";
import { renderAge, renderProof } from "./proof.ts";

const proof = {
  catalog: "c",
  url: "u",
  root: 1,
  index: 2,
  head: 3,
  issued: "I",
  age: 7_300,
  isDevelopment: false,
  isStale: false,
  signedBy: ["F"],
};

test("a proof says what was signed by whom, and how old it is", () => {
  expect(renderProof(proof)).toEqual([
    "verified: catalog c, head 3, index 2, root 1; signed by F at I, 2 hours ago",
  ]);
  expect(
    renderProof({ ...proof, isStale: true, problem: "HEAD_EXPIRED x", isDevelopment: true }),
  ).toHaveLength(3);
});

test("ages", () => {
  expect([0, 59, 60, 3_600, 86_400 * 3].map(renderAge)).toEqual([
    "0 seconds",
    "59 seconds",
    "1 minute",
    "1 hour",
    "3 days",
  ]);
});
