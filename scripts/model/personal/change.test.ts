import { describe, expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { applySetting } from "./change.ts";

const set = (key: string, value?: string, document: JsonObject = {}) =>
  applySetting(document, { key, ...(value === undefined ? {} : { value }) });

describe("applySetting", () => {
  test("a text is as typed, anything else is JSON", () => {
    expect(set("name", "42")).toEqual({ name: "42" });
    expect(set("cooldown", "42")).toEqual({ cooldown: 42 });
    expect(set("replace", '{"https://a.example/":"https://b.example/"}')).toEqual({
      replace: { "https://a.example/": "https://b.example/" },
    });
  });

  test("a field keeps its place, and goes without a value", () => {
    const document = { tag: "a", name: "b" };
    expect(JSON.stringify(set("tag", "c", document))).toBe('{"tag":"c","name":"b"}');
    expect(set("tag", undefined, document)).toEqual({ name: "b" });
    expect(set("tag")).toEqual({});
  });

  test("an address in replace is one key, dots and all", () => {
    const first = set("replace.https://github.com/", "https://m.example/");
    expect(first).toEqual({ replace: { "https://github.com/": "https://m.example/" } });
    const second = set("replace.https://b.example/", "https://m.example/b/", first);
    expect(set("replace.https://github.com/", undefined, second)).toEqual({
      replace: { "https://b.example/": "https://m.example/b/" },
    });
  });

  test("a catalog is an address, npm or JSON, and --add adds one", () => {
    const add = (value: string, document: JsonObject = {}) =>
      applySetting(document, { key: "catalogs", value, isMore: true });
    const one = { url: "https://a.example/" };
    expect(set("catalogs", "https://a.example/")).toEqual({ catalogs: [one] });
    const two = add("npm", add("https://a.example/"));
    expect(two).toEqual({ catalogs: [one, { kind: "npm" }] });
    expect(add('{"kind":"bower","url":"https://b.example/"}', two).catalogs).toHaveLength(3);
    expect(set("catalogs", "npm", two)).toEqual({ catalogs: [{ kind: "npm" }] });
    expect(() => applySetting({}, { key: "tag", value: "x", isMore: true })).toThrow(/--add/);
  });

  test("what else is wrong stays, so that one thing can be mended after the other", () => {
    expect(set("tag", "x", { cooldown: "soon", nmae: 1 })).toEqual({ cooldown: "soon", nmae: 1, tag: "x" });
  });

  test.each([
    ["colour", "red", "there is no setting colour"],
    ["colour", undefined, "there is no setting colour"],
    ["__proto__", "x", "there is no setting __proto__"],
    ["name.first", "x", "there is no setting name.first"],
    ["replace.", "x", "there is no setting replace."],
    ["cooldown", "soon", "cooldown is not a whole number of hours up to 8760"],
    ["email", "nobody", "email is not an e-mail address"],
    ["catalogs", "ftp://a.example/", 'catalogs.0 is not a catalog as in { "url": "https://…/" }'],
    ["replace.https://github.com/", "nowhere", /^replace\.https:\/\/github\.com\/ is not an address/],
  ])("refuses %s %s", (key, value, message) => {
    expect(() => set(key, value)).toThrow(
      expect.objectContaining({ code: "USAGE", message: expect.stringMatching(message) }),
    );
  });

  test.each([
    ["token", "x"],
    ["password", "x"],
    ["user", `ghp_${"a".repeat(36)}`],
    ["name", `npm_${"a".repeat(36)}`],
  ])("sends the secret %s to the environment", (key, value) => {
    expect(() => set(key, value)).toThrow(
      expect.objectContaining({ code: "USAGE", fix: expect.stringContaining("GITHUB_TOKEN") }),
    );
  });
});
