import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readSchemas } from "../../io/schemas/guards.ts";
import { TOOL } from "../../test/world.ts";
import { checkEntry } from "../entry/rules.ts";
import { applyIntent, readIntent } from "./intent.ts";
import { checkAnswer, type DraftSources, draftManifest, readAnswers } from "./manifest-draft.ts";

const someone = { name: "Octo Cat", email: "o@example.org" };
const isManifest = new Ajv2020({ strict: true, strictRequired: false }).compile(
  readSchemas(TOOL).get("manifest")!,
);

function draft(sources: Partial<DraftSources>, answers = {}) {
  return draftManifest({ folder: "some-folder", person: someone, ...sources }, answers);
}

test("package.json, remote and person give a whole manifest, in a reader's order", () => {
  const { fields, missing } = draft({
    package: { license: "MIT", name: "@less/less", description: "Style sheets", version: "4.2.0" },
    remote: "git@github.com:less/less.js.git",
  });
  expect(missing).toEqual([]);
  expect(JSON.stringify(fields)).toBe(
    JSON.stringify({
      name: "less",
      version: "4.2.0",
      description: "Style sheets",
      license: "MIT",
      author: someone,
      repository: { type: "git", url: "https://github.com/less/less.js.git" },
    }),
  );
});

test("a name is package.json's, else the repository's, else a guess from the folder", () => {
  const remote = "https://git.example.org/group/Less.JS.git/";
  expect(draft({ package: { name: "less" }, remote }).fields.name).toBe("less");
  expect(draft({ package: { name: "日本" }, remote }).fields.name).toBe("less.js");
  expect(draft({ remote: "C:\\git\\less.git" }).fields.name).toBe("less");
  expect(draft({}).missing).toContainEqual({ question: "name", proposal: "some-folder" });
  expect(draft({ folder: "index" }).missing).toContainEqual({ question: "name" });
});

test.each<[unknown, object, object | undefined]>([
  [undefined, someone, someone],
  ["Octo Cat <o@example.org> (https://example.org)", {}, someone],
  [{ name: "Octo Cat", email: "o@example.org", url: 7 }, { name: "Other", email: "x@example.org" }, someone],
  ["OCTO cat", someone, { name: "OCTO cat", email: "o@example.org" }],
  ["<o@example.org>", someone, someone],
  ["<a@example.org>", someone, { email: "a@example.org" }],
  [{ name: "Ada\u202e", email: "nobody" }, someone, someone],
  [7, { email: "o@example.org" }, { email: "o@example.org" }],
  ["Ada", someone, undefined],
  ["Ada", { email: "me@localhost" }, undefined],
])("of the author %j and the person %j it is %j", (author, person, expected) => {
  const { fields, missing } = draft({ package: { author: author as never }, person });
  expect(fields.author).toEqual(expected);
  expect(missing.some(({ question }) => question === "email")).toBe(expected === undefined);
});

test("nobody's address is put behind another's name, but it is proposed", () => {
  const sources = { package: { author: "Ada" } };
  expect(draft(sources).missing).toContainEqual({ question: "email", proposal: "o@example.org" });
  expect(draft(sources, { email: "ada@example.org" }).fields.author).toEqual({
    name: "Ada",
    email: "ada@example.org",
  });
});

test("a description is proposed from what is too long, else from the README", () => {
  const long = `Style sheets. ${"More ".repeat(100)}`;
  const readme = "# less\n\nThe language of styles.";
  const proposed = (sources: Partial<DraftSources>) =>
    draft(sources).missing.find(({ question }) => question === "description")?.proposal;
  expect(proposed({ package: { description: long }, readme })).toBe("Style sheets");
  expect(proposed({ readme })).toBe("The language of styles");
  expect(proposed({})).toBeUndefined();
  expect(draft({ package: { description: long } }).leftOut).toHaveLength(1);
  expect(draft({ package: { description: long } }, { description: "Styles" }).leftOut).toEqual([]);
});

test("what a pak.json says stays: only the rest is found, asked and told", () => {
  const before = { description: "", name: "less", author: "Ada" };
  const { fields, missing, leftOut } = draft({
    before,
    package: { name: "other", description: 7, license: "MIT", homepage: "http://x.org" },
  });
  expect(fields).toEqual({ license: "MIT" });
  expect(missing).toEqual([]);
  expect(leftOut.map(({ pointer }) => pointer?.[0])).toEqual(["homepage"]);
  expect(draft({ before: { name: "less" } }).missing).toEqual([{ question: "description" }]);
});

test("answers go before what is found", () => {
  const answers = { name: "more", description: "More", email: "m@example.org" };
  const of = { name: "less", description: "Less", author: "Ada <a@example.org>" };
  expect(draft({ package: of }, answers).fields).toEqual({
    name: "more",
    description: "More",
    author: { name: "Ada", email: "m@example.org" },
  });
  expect(readAnswers({ name: "more", author: "Ada <a@example.org>", description: 7 })).toEqual({
    name: "more",
    email: "a@example.org",
  });
});

test("an answer is checked by the catalog's rules", () => {
  expect(checkAnswer("name", "Less")[0]?.code).toBe("NAME_SYNTAX");
  expect(checkAnswer("description", "")[0]?.code).toBe("TEXT_EMPTY");
  expect(checkAnswer("email", "me")[0]?.code).toBe("OWNER_EMAIL");
  expect(checkAnswer("email", "me@example.org")).toEqual([]);
});

/** Values of any type, and texts that come near to right ones. */
const aValue = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("less", "1.0.0", "MIT", "https://example.org/", "less/less.js", "Ada <a@example.org>"),
  fc.array(fc.string({ unit: "grapheme" })),
  fc.dictionary(fc.constantFrom("url", "type", "name", "email", "__proto__"), fc.string()),
);
const FIELDS = ["name", "version", "description", "license", "keywords", "homepage", "author", "repository"];

test("whatever package.json holds, what is drafted fits the schema and an entry's rules", () => {
  const owner = { email: "o@example.org", key: "A".repeat(40) };
  const answers = { name: "less", description: "Style sheets", email: "o@example.org" };
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...FIELDS, "__proto__"), aValue), of => {
      const { fields } = draft({ package: of as never, remote: "less/less.js" }, answers);
      expect(isManifest(fields), JSON.stringify(isManifest.errors)).toBe(true);
      expect(FIELDS.filter(field => field in fields)).toEqual(Object.keys(fields));
      expect(checkEntry(applyIntent(undefined, readIntent(fields), owner, []) as never, {})).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
