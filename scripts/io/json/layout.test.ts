import fc from "fast-check";
import { expect, test } from "vitest";
import { countLaidOut } from "./layout.ts";
import { parseJson } from "./parse.ts";

const layOut = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const key = fc.stringMatching(/^[a-z:,{} ]{0,4}$/);
const { value: json } = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.integer(),
    fc.stringMatching(/^[a-zü:,{}[\] ]{0,6}$/),
    fc.constantFrom(true, false, null, "", [], {}),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, inside) => sum + countKeys(inside), own);
}

test("what JSON.stringify lays out is laid out, and its members are counted", () => {
  fc.assert(
    fc.property(json, value => {
      expect(countLaidOut(layOut(value))).toBe(countKeys(value));
    }),
  );
});

test("any other layout of the same document is not", () => {
  const edits = fc.array(fc.tuple(fc.nat(), fc.constantFrom("", " ", "\n", "\t", "\r", "  ", "\n  ")), {
    minLength: 1,
    maxLength: 3,
  });
  let refused = 0;
  fc.assert(
    fc.property(json, edits, fc.nat(2), (value, places, removed) => {
      let text = layOut(value);
      for (const [place, blanks] of places) {
        const at = place % (text.length + 1);
        text = text.slice(0, at) + blanks + text.slice(at + (/\s/.test(text[at] ?? "") ? removed : 0));
      }
      let document: unknown;
      try {
        document = JSON.parse(text);
      } catch {
        return;
      }
      // An edit inside a key can make it another's twin, which the reader tells by counting.
      if (countLaidOut(text) > countKeys(document)) return;
      const isSame = text === layOut(document);
      if (!isSame) refused++;
      expect(countLaidOut(text)).toBe(isSame ? countKeys(document) : -1);
    }),
    { numRuns: 2_000 },
  );
  expect(refused).toBeGreaterThan(100);
});

test.each([
  '{"a": 1}\n',
  '{\n  "a": 1}\n',
  '{"a": 1\n}\n',
  "{}",
  "{}\n\n",
  "[\n  1\n  ]\n",
  '{\n  "a":1\n}\n',
])("%j is not laid out", text => expect(countLaidOut(text)).toBe(-1));

test("numbers have their plain spelling", () => {
  for (const number of ["1.0", "1e3", "-0", "9007199254740992"])
    expect(countLaidOut(`[\n  ${number}\n]\n`)).toBe(-1);
});

test("a text with escapes, or with keys that JavaScript moves, is not sure to be laid out", () => {
  const isSure = (text: string) => (parseJson(Buffer.from(text)) as { isLaidOut?: boolean }).isLaidOut;
  expect(isSure(layOut({ a: "b" }))).toBe(true);
  expect(isSure(layOut({ a: '"' }))).toBe(false);
  expect(isSure('{\n  "b": 1,\n  "1": 2\n}\n')).toBe(false);
});
