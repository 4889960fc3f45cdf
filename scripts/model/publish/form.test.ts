import fc from "fast-check";
import { expect, test } from "vitest";
import { FORM_LABELS, type FormField, parseForm, readFormIntent, renderFormAddress } from "./form.ts";

const PAGE = "https://github.com/catalog/pak";

/** Fields as GitHub writes them. */
function writeForm(...fields: [label: string, value: string][]): string {
  return fields.map(([label, value]) => `### ${label}\n\n${value}\n`).join("\n");
}

test("every field is known by its heading, in whatever order", () => {
  const ids = Object.keys(FORM_LABELS) as FormField[];
  const body = writeForm(...ids.reverse().map((id): [string, string] => [FORM_LABELS[id], `my ${id}`]));
  expect(parseForm(body)).toEqual({ values: Object.fromEntries(ids.map(id => [id, `my ${id}`])) });
});

test.each([
  "",
  "less",
  "### Name",
  "### Name\n\n",
  "### Name\n\n_No response_\n",
  "### Name\r\n\r\n_No response_\r\n",
  "### Override\n\n```json\n```\n",
  "### Override\n\n```json\n\n```\n",
  "#### Name\n\nless",
  "###Name\n\nless",
  "My form: ### Name\n\nless",
])("%j fills in nothing", body => expect(parseForm(body)).toEqual({ values: {} }));

test("lines may end as on any system, and a value keeps its own lines", () => {
  const body = writeForm(["Name", "less"], ["Description", "Style\n\nsheets"], ["E-mail", "_No response_"]);
  const values = { name: "less", description: "Style\n\nsheets" };
  for (const end of ["\n", "\r\n", "\r"]) expect(parseForm(body.replaceAll("\n", end))).toEqual({ values });
});

test.each([
  ["```json\n{}\n```", "{}"],
  ["```\n{}\n```", "{}"],
  ["````json\n{}\n````", "{}"],
  ["````\n```json\n{}\n```\n````", "```json\n{}\n```"],
  ["{}", "{}"],
  ["```json\n/*\n### Note\n*/\n{}\n```", "/*\n### Note\n*/\n{}"],
  ["```json\n{}\n### Name\nmore\n```", "{}\n### Name\nmore"],
])("the fence goes, and nothing else: %j", (value, override) =>
  expect(parseForm(writeForm(["Override", value], ["Name", "less"]))).toEqual({
    values: { override, name: "less" },
  }),
);

test.each(["Homepage", "name", "Signed changes", "__proto__", "constructor", "toString"])(
  "what stands below the heading %s is in no field",
  label =>
    expect(parseForm(writeForm(["Name", "less"], [label, "x"], ["Endpoint", "a/b"]))).toEqual({
      values: { name: "less", endpoint: "a/b" },
    }),
);

test.each([
  ["of its own", writeForm(["Name", "less"], ["Name", "more"])],
  ["that says the same", writeForm(["Name", "less"], ["Name", "less"])],
  ["that is empty", writeForm(["Name", "less"], ["Name", "_No response_"])],
  ["inside a value", writeForm(["Name", "less"], ["Description", "Style\n### Name\nmore"])],
  ["before an empty one's", writeForm(["Name", "_No response_"], ["Name", "less"])],
  ["with blanks about it", writeForm(["Name", "less"], ["  Name\t", "more"])],
  ["after CRLF", writeForm(["Name", "less"], ["Override", "{}\n### Name\nmore"]).replaceAll("\n", "\r\n")],
])("a second heading %s is never taken for the field", (_, body) => {
  const parsed = parseForm(body);
  expect(parsed).not.toHaveProperty("values");
  expect(parsed).toMatchObject({
    findings: [{ code: "FORM_FIELD", message: expect.stringContaining("Name"), fix: expect.any(String) }],
  });
});

test("a fence that nobody closes takes the fields after it along, and no heading of its own is one", () => {
  const body = writeForm(["Override", "```json\n{}"], ["Name", "less"]);
  expect(parseForm(body)).toEqual({ values: { override: expect.stringContaining("### Name") } });
});

test("a line ends where Markdown ends it, and not at other separators", () => {
  const description = "Good\u2028### Endpoint\u2028evil/evil";
  expect(parseForm(writeForm(["Name", "less"], ["Description", description]))).toEqual({
    values: { name: "less", description },
  });
});

test("an address brings every text to the form as it was", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 20 });
  fc.assert(
    fc.property(text, text, text, (title, name, change) => {
      const { origin, pathname, hash, searchParams } = new URL(
        renderFormAddress(PAGE, "publish", title, { name, change })!,
      );
      expect(`${origin}${pathname}${hash}`).toBe(`${PAGE}/issues/new`);
      expect([...searchParams]).toEqual([
        ["template", "publish.yml"],
        ["title", title],
        ["name", name],
        ["change", change],
      ]);
    }),
  );
  const hostile = "a&template=x.yml#?%41+ \n\0ü😀\u2028";
  const address = renderFormAddress(PAGE, "recover", hostile, { change: hostile })!;
  expect(address).toMatch(/^[!-~]+$/);
  expect(Object.fromEntries(new URL(address).searchParams)).toEqual({
    template: "recover.yml",
    title: hostile,
    change: hostile,
  });
});

test("there is no address where it would be longer than GitHub takes, as it is spelled out", () => {
  const render = (change: string) => renderFormAddress(PAGE, "publish", "Publish less", { change });
  expect(render("a".repeat(3_000))).toContain("a".repeat(3_000));
  expect(render("\n".repeat(3_000))).toBeUndefined();
  const lengths = Array.from({ length: 100 }, (_, at) => render("a".repeat(100 * at))?.length);
  expect(lengths.at(-1)).toBeUndefined();
  expect(Math.max(...lengths.map(length => length ?? 0))).toBeLessThan(8_000);
});

test("an intent has what was filled in, and without a name there is none", () => {
  const values = {
    name: "less",
    endpoint: "less/less.js",
    email: "o@example.org",
    description: "Style sheets",
    override: "{}",
  };
  expect(readFormIntent({ ...values, change: "{}" })).toEqual(values);
  expect(Object.keys(readFormIntent({ name: "less" })!)).toEqual(["name"]);
  expect(readFormIntent({ endpoint: "less/less.js", change: "{}" })).toBeUndefined();
});
