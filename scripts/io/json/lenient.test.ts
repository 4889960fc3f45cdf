import { expect, test } from "vitest";
import { parseLenient } from "./lenient.ts";

test("what the original Pak read is read", () => {
  const text = `{
    // releases have dates
    'jquery/jquery': { versions: "^v?(\\d+)\\.(\\d+)$", overrides: { "*": { files: ['dist/**',], }, }, },
  }`;
  expect(parseLenient(text, "x")).toEqual({
    "jquery/jquery": { versions: "^v?(\\d+)\\.(\\d+)$", overrides: { "*": { files: ["dist/**"] } } },
  });
});

test("escapes of JSON are escapes, and a doubled backslash is one", () => {
  expect(parseLenient('{"a":"\\"\\n\\u00e9\\\\d","b":"it\'s // no comment"}', "x")).toEqual({
    a: '"\né\\d',
    b: "it's // no comment",
  });
});

test("what can't be read names its place and line", () => {
  expect(() => parseLenient("{\n  a: [\n}", "https://example.org/x.json")).toThrow(
    expect.objectContaining({
      code: "READ",
      message: expect.stringMatching(/^https:\/\/example.org\/x.json:3 /),
    }),
  );
});
