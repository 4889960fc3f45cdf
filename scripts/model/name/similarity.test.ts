import fc from "fast-check";
import { expect, test } from "vitest";
import { findNearest, isWithin, skeletonOf, withoutSeparators } from "./similarity.ts";

/** The textbook matrix, without a band. */
function distance(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      d[i]![j] = Math.min(d[i - 1]![j]! + 1, d[i]![j - 1]! + 1, d[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        d[i]![j] = Math.min(d[i]![j]!, d[i - 2]![j - 2]! + 1);
    }
  }
  return d[a.length]![b.length]!;
}

test("the band gives what the whole matrix gives", () => {
  const word = fc.stringMatching(/^[abc]{0,7}$/);
  fc.assert(
    fc.property(word, word, fc.constantFrom(1, 2), (a, b, most) => {
      expect(isWithin(a, b, most)).toBe(distance(a, b) <= most);
    }),
    { numRuns: 1_000 },
  );
});

test("the nearest of some words is found as far as two edits away, the first of those that are equally near", () => {
  const word = fc.stringMatching(/^[abc]{1,5}$/);
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 6 }), (typed, known) => {
      const [nearest] = known.toSorted((a, b) => distance(typed, a) - distance(typed, b));
      const isNear = nearest !== undefined && distance(typed, nearest) <= 2;
      expect(findNearest(typed, known)).toBe(isNear ? nearest : undefined);
    }),
    { numRuns: 1_000 },
  );
});

test("look-alikes share a skeleton, separators do not count", () => {
  expect(skeletonOf("z1ib")).toBe(skeletonOf("zlib"));
  expect(skeletonOf("0penssl")).toBe(skeletonOf("openssl"));
  expect(skeletonOf("rnore")).toBe(skeletonOf("more"));
  expect(withoutSeparators("font-awesome")).toBe("fontawesome");
});
