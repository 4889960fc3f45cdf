import fc from "fast-check";
import semver from "semver";
import { expect, test } from "vitest";
import { accepts, parseVersionExpression } from "./expression.ts";

const number = fc.nat(3);
const version = fc.tuple(number, number, number).map(parts => parts.join("."));

test("on released versions, a whole version after ^, >, >=, < or <= means what npm means", () => {
  const operator = fc.constantFrom("^", ">", ">=", "<", "<=", "=", "");
  fc.assert(
    fc.property(operator, version, version, (sign, base, asked) => {
      expect(accepts(sign + base, asked)).toBe(semver.satisfies(asked, sign + base));
    }),
  );
});

test("and, or and not are those of logic on released versions", () => {
  fc.assert(
    fc.property(version, version, version, (a, b, asked) => {
      const [atLeast, below] = [accepts(`>=${a}`, asked), accepts(`<${b}`, asked)];
      expect(accepts(`>=${a} && <${b}`, asked)).toBe(atLeast && below);
      expect(accepts(`>= ${a} < ${b}`, asked)).toBe(atLeast && below);
      expect(accepts(`>=${a} || <${b}`, asked)).toBe(atLeast || below);
      expect(accepts(`!=${a}`, asked)).toBe(!accepts(`==${a}`, asked));
    }),
  );
});

test.each([
  ["~1.2.3", "1.2.3-rc1", true],
  ["~1.2.3", "1.3.0-0", false],
  ["^1.2.3-rc.1", "1.2.3-rc.2", true],
  ["^1.2.3-rc.1", "1.2.4-rc.2", false],
  ["!=1.2.3-rc.1", "1.2.3-rc.2", true],
  ["!=1.2.3", "2.0.0-0", false],
  ["*", "0.0.0-0", true],
  ["x", "0.0.0-0", false],
  ["* && <2.0.0", "1.0.0-0", false],
  ["^1.2.3+build", "1.2.3", false],
  ["1.2.3", "1.2.3+build", true],
])("%s and %s: %s", (expression, asked, expected) => {
  expect(accepts(expression, asked)).toBe(expected);
});

test("the limit of length, and what is no expression", () => {
  const ofLength = (length: number) => `>=1.0.0${" ".repeat(length - 8)}x`;
  expect(parseVersionExpression(ofLength(128))).toBeDefined();
  expect(parseVersionExpression(ofLength(129))).toBeUndefined();
  for (const text of ["", " ", "latest", "1.0.0 - 2.0.0", "=== 1", "1.2-rc", "99999999999999999999.0.0"]) {
    expect(parseVersionExpression(text), text).toBeUndefined();
  }
});

test("no text makes it throw", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\d.xX*~^<>=!&| v+-]{0,20}$/), version, (text, asked) => {
      expect(typeof accepts(text, asked)).toBe("boolean");
    }),
  );
});
