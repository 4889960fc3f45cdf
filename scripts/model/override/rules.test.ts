import { expect, test } from "vitest";
import type { Json } from "../json.ts";
import { checkOverride } from "./rules.ts";

const codesOf = (changes: Json, context = {}) =>
  checkOverride({ "@npm/x": changes }, { name: "x", ...context }).map(found => found.code);

test.each<[string, Json, string[]]>([
  ["64 expressions", Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`~1.${i}`, {}])), []],
  [
    "65 expressions",
    Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`~1.${i}`, {}])),
    ["OVERRIDE_SIZE"],
  ],
  ["a covered expression", { "*": {}, ">=1.0.0": {} }, ["RANGE_COVERED"]],
  ["a key that is an integer", { "1": {} }, ["RANGE_INTEGER"]],
  ["a field of its author's own", { "*": { "x-note": { any: 1 } } }, []],
  ["prefixes at every level", { "*": { "+files": ["a"], dependencies: { "-b": "~1", "=c": "match" } } }, []],
  ["a script below a profile", { "*": { profiles: { dev: { "+Scripts": {} } } } }, ["OVERRIDE_SCRIPT"]],
  ["a dependency called bin", { "*": { dependencies: { bin: "^1.0.0" } } }, []],
  [
    "a recipe",
    {
      "*": {
        build: { builder: "make", steps: [["make", "-j2"]], test: [["make", "check"]], files: ["lib/**"] },
      },
    },
    [],
  ],
  [
    "a recipe for a shell",
    { "*": { build: { builder: "command", steps: ["make && x"] } } },
    ["OVERRIDE_TYPE"],
  ],
  ["an unknown builder", { "*": { build: { builder: "docker" } } }, ["OVERRIDE_TYPE"]],
  ["a dependency that is a tag", { "*": { dependencies: { a: "latest" } } }, ["RANGE_SYNTAX"]],
  ["an address of another scheme", { "*": { homepage: "http://x.org" } }, ["URL_SCHEME"]],
  ["a canonical version", { "*": { version: "1.0.0" } }, ["OVERRIDE_UNKNOWN_FIELD"]],
])("%s", (_, changes, codes) => {
  expect(codesOf(changes)).toEqual(codes);
});

test("an override speaks of endpoints", () => {
  const codes = (key: string, endpoints?: string[]) =>
    checkOverride({ [key]: { "*": {} } }, { name: "x", ...(endpoints ? { endpoints } : {}) }).map(
      found => found.code,
    );
  expect(codes("a/b")).toEqual([]);
  expect(codes("https://github.com/a/b.git")).toEqual(["OVERRIDE_ENDPOINT"]);
  expect(codes("a/b", ["a/c"])).toEqual(["OVERRIDE_ENDPOINT"]);
});
