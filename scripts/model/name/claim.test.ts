import { expect, test } from "vitest";
import { checkClaim, makeClaims, SIMILARITY_LABEL } from "./claim.ts";

const claims = makeClaims(["openssl", "mpr", "angular-animate"], ["left-pad"]);
const codesOf = (name: unknown, context = {}) =>
  checkClaim(name, claims, { reserved: ["me"], ...context }).map(found => found.code);

test("a free name is free", () => {
  expect(codesOf("libuv")).toEqual([]);
});

test("two edits are too few from eight letters up, one edit below", () => {
  expect(codesOf("angular-anomata")).toEqual(["NAME_TOO_SIMILAR"]);
  expect(codesOf("opensxl")).toEqual(["NAME_TOO_SIMILAR"]);
  expect(codesOf("opexsxl")).toEqual([]);
  expect(codesOf("mp")).toEqual([]);
});

test("a maintainer's label lets a similar name pass, but never a look-alike", () => {
  expect(codesOf("opensxl", { labels: [SIMILARITY_LABEL] })).toEqual([]);
  expect(codesOf("0penssl", { labels: [SIMILARITY_LABEL] })).toEqual(["NAME_CONFUSABLE"]);
});

test("a reserved word is reserved as a whole word, and not for maintainers", () => {
  expect(["me", "me.x", "me-x", "me_x"].map(name => codesOf(name))).toEqual(
    Array(4).fill(["NAME_PREFIX_RESERVED"]),
  );
  expect(codesOf("meteor")).toEqual([]);
  expect(codesOf("me-x", { isMaintainer: true })).toEqual([]);
});

test("a retracted name is gone for ever, twins of it too", () => {
  expect(codesOf("left-pad", { isMaintainer: true })).toEqual(["NAME_RETIRED"]);
  expect(codesOf("left.pad")).toEqual(["NAME_SEPARATOR_COLLISION"]);
});
