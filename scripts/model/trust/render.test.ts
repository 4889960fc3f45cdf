import { expect, test } from "vitest";
import { renderBin, renderIndex } from "./render.ts";
import type { IndexFile } from "./trust.ts";

const digest = { sha256: "a".repeat(64), length: 7 };

test("a bin is JSON, one package a line, sorted by name", () => {
  const text = renderBin({ type: "bin", prefix: "4", names: { b: digest, a: digest, "10": digest } });
  expect(JSON.parse(text)).toEqual({
    type: "bin",
    prefix: "4",
    names: { a: digest, b: digest, "10": digest },
  });
  expect(
    text
      .split("\n")
      .slice(1, 4)
      .map(line => line.slice(0, 4)),
  ).toEqual(['"10"', '"a":', '"b":']);
});

test("an index keeps its fields before the bins", () => {
  const index: IndexFile = {
    type: "index",
    spec: 1,
    catalog: "c",
    version: 1,
    issued: "i",
    expires: "e",
    commit: "0",
    prefix: 1,
    bins: { f: digest, "0": digest },
  };
  expect(JSON.parse(renderIndex(index))).toEqual(index);
});
