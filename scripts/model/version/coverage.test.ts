import fc from "fast-check";
import { expect, test } from "vitest";
import { covers, isEmptyExpression } from "./coverage.ts";
import { accepts } from "./expression.ts";

test.each([
  ["<0.0.0-0", true],
  [">1.2.3 <1.2.4", true],
  [">=2 <1", true],
  ["<0.0.1", false],
  ["=1.2.3-rc.1", false],
  ["*", false],
])("%s is empty: %s", (text, isEmpty) => {
  expect(isEmptyExpression(text)).toBe(isEmpty);
});

test.each([
  ["*", ">=1.0.0", true],
  [">=1.0.0", "*", false],
  [">=1.0.0", "^1.2.3", true],
  [">=1.0.0", "~1.2.3", false],
  ["^1.2.0", "1.3.x", true],
  ["^1.2.0 || ^2.0.0", "2.5.0", true],
  ["^1.2.0", ">=1.2.0", false],
  ["x", "1.2.3-rc.1", false],
])("%s covers %s: %s", (outer, inner, expected) => {
  expect(covers(outer, inner)).toBe(expected);
});

test("what covers accepts at least as much", () => {
  const term = fc
    .tuple(fc.constantFrom("", "~", "^", ">", ">=", "<", "<=", "!="), fc.nat(2), fc.nat(2), fc.nat(2))
    .map(([sign, ...parts]) => sign + parts.join("."));
  const expression = fc.oneof(
    term,
    fc.tuple(term, fc.constantFrom(" ", " || "), term).map(parts => parts.join("")),
  );
  const version = fc
    .tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.constantFrom("", "-0", "-rc.1"))
    .map(([a, b, c, pre]) => `${a}.${b}.${c}${pre}`);
  fc.assert(
    fc.property(expression, expression, fc.array(version, { minLength: 5 }), (outer, inner, versions) => {
      if (covers(outer, inner))
        for (const asked of versions) expect(accepts(inner, asked) && !accepts(outer, asked)).toBe(false);
      if (isEmptyExpression(inner)) expect(versions.some(asked => accepts(inner, asked))).toBe(false);
    }),
    { numRuns: 500 },
  );
});
