import fc from "fast-check";
import { expect, test } from "vitest";
import { parseLenient } from "../../io/json/lenient.ts";
import { insertFields } from "./field-insertion.ts";

test.each([
  ['{\n  "name": "less"\n}\n', '{\n  "name": "less",\n  "license": "MIT"\n}\n'],
  ["{}", '{\n  "license": "MIT"\n}'],
  ['{ "name": "less" }\n', '{ "name": "less",\n  "license": "MIT"\n}\n'],
  ['{\r\n\t"a": {\r\n\t}\r\n}\r\n', '{\r\n\t"a": {\r\n\t},\r\n\t"license": "MIT"\r\n}\r\n'],
  [
    "{\n    name: 'le}ss', // it's \"the\" name }\n    /* } */\n}\n// }\n",
    '{\n    name: \'le}ss\', // it\'s "the" name }\n    /* } */\n    "license": "MIT"\n}\n// }\n',
  ],
  ['{\n  "a": "b" // {,\n}', '{\n  "a": "b", // {,\n  "license": "MIT"\n}'],
  ['{"a":"\\\\"}', '{"a":"\\\\",\n  "license": "MIT"\n}'],
  ["{'a':'//'}", "{'a':'//',\n  \"license\": \"MIT\"\n}"],
  ["{a: 1 // old Mac\r}", '{a: 1, // old Mac\n  "license": "MIT"\n}'],
])("%j becomes %j", (before, after) => expect(insertFields(before, { license: "MIT" })).toBe(after));

test("what was there is read as before, and what is added after it", () => {
  const added = { license: "MIT", author: { email: "o@example.org" } };
  const anObject = fc.dictionary(fc.string(), fc.jsonValue()).map(value => ({ ...value, name: "x" }));
  fc.assert(
    fc.property(anObject, fc.constantFrom(0, 2, "\t"), (object, indentation) => {
      const text = insertFields(JSON.stringify(object, null, indentation), added);
      expect(JSON.parse(text)).toEqual({ ...JSON.parse(JSON.stringify(object)), ...added });
      expect(parseLenient(text, "x")).toMatchObject(added);
    }),
  );
});
