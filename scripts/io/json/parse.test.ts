import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "./parse.ts";
import { ENTRY_LIMITS } from "./strictness.ts";

function codesOf(text: string | Uint8Array, limits = ENTRY_LIMITS): string[] {
  const parsed = parseJson(typeof text === "string" ? Buffer.from(text) : text, limits);
  return "findings" in parsed ? parsed.findings.map(found => found.code) : [];
}

function nested(depth: number): string {
  return `{"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
}

test.each<[string, string, string]>([
  ["depth", nested(16), nested(17)],
  ["size", `{}${" ".repeat(65_534)}`, `{}${" ".repeat(65_535)}`],
  ["items", `{"a":[${Array(4_095).fill(0)}]}`, `{"a":[${Array(4_096).fill(0)}]}`],
  ["text", `{"a":"${"x".repeat(8_192)}"}`, `{"a":"${"x".repeat(8_193)}"}`],
  ["number", '{"a":9007199254740991}', '{"a":9007199254740992}'],
])("the limit of %s is exact from both sides", (_, least, most) => {
  expect(codesOf(least)).toEqual([]);
  expect(codesOf(most)).toHaveLength(1);
});

test.each([
  ['{"a":1,"a":2}', "JSON_DUPLICATE_KEY"],
  ['{"x":{"a" : 1, "b":[{"a":":"}], "a":2}}', "JSON_DUPLICATE_KEY"],
  ['{"a":[{"__proto__":1}]}', "JSON_DANGEROUS_KEY"],
  ['{"a":"\\udc00"}', "JSON_SURROGATE"],
  ['{"a":1e3}', "JSON_NUMBER"],
])("%s is %s", (text, code) => {
  expect(codesOf(text)).toEqual([code]);
});

test.each(['{"a":1,"\\u0061":2}', '{"\\ud800":1}', '{"a\\"":1}', '{"\\u005f_proto__":1}'])(
  "%s has an escape in a key",
  text => {
    expect(codesOf(text)).toContain("JSON_KEY_ESCAPE");
  },
);

test("the same key in different objects is no duplicate", () => {
  expect(codesOf('{"a":{"a":1},"b":[{"a":1},{"a":1}]}')).toEqual([]);
});

test("a finding of bytes says where and how to mend", () => {
  const parsed = parseJson(Buffer.from("{\n  'a': 1\n}"));
  expect(parsed).toMatchObject({
    findings: [{ code: "JSON_SYNTAX", line: 2, column: 3, message: "a text in single quotes" }],
  });
});

test("what is accepted is what JSON.parse reads, and a second copy of any key is refused", () => {
  const key = fc.stringMatching(/^[a-z:{ ]{1,5}$/);
  const { value } = fc.letrec(tie => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.integer(),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      tie("list"),
      tie("object"),
    ),
    list: fc.array(tie("value"), { maxLength: 4 }),
    object: fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  }));
  fc.assert(
    fc.property(fc.dictionary(key, value, { minKeys: 1, maxKeys: 4 }), fc.nat(3), (object, indent) => {
      const text = JSON.stringify(object, null, indent);
      const parsed = parseJson(Buffer.from(text));
      if ("findings" in parsed) expect(text).toMatch(/\\u0000|\\ud|-0\b|e[+-]/);
      else {
        expect(parsed.document).toEqual(JSON.parse(text));
        const first = JSON.stringify(Object.keys(object)[0]);
        expect(codesOf(`${text.trimEnd().slice(0, -1)},${first}:1}`)).toContain("JSON_DUPLICATE_KEY");
      }
    }),
    { numRuns: 500 },
  );
});

test("any bytes at all give a document or findings, never an exception", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), bytes =>
      codesOf(bytes).every(code => code.startsWith("JSON_")),
    ),
  );
});
