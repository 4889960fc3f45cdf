import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { idOf, readSchemas } from "../../io/schemas/guards.ts";
import { checkSettings, SETTING_FIELDS } from "./settings.ts";

const schema = readSchemas(join(import.meta.dirname, "../../..")).get("settings")!;
const ajv = new Ajv2020({ strict: true, strictRequired: false });
const isShaped = ajv.addSchema(schema).getSchema(idOf("settings"))!;

const RIGHT = {
  $schema: "file:///pak/schemas/settings.schema.json",
  name: "Ada Lovelace",
  email: "ada@example.org",
  user: "ada",
  catalogs: [
    { url: "https://a.example/", mirrors: ["http://localhost:8080/"], root: "A".repeat(40) },
    { kind: "npm" },
    { kind: "bower", url: "https://b.example" },
  ],
  registry: "ghcr.io/ada",
  tag: "latest",
  cache: "~/paks",
  replace: { "https://github.com/": "https://m.example/github/" },
  editor: "code --wait",
  cooldown: 72,
  olderThan: "7d",
};

test("the fields and their order are the schema's", () => {
  expect([...SETTING_FIELDS.keys()]).toEqual(Object.keys((schema as { properties: object }).properties));
  expect(Object.keys(RIGHT)).toEqual([...SETTING_FIELDS.keys()]);
  expect([checkSettings(RIGHT), isShaped(RIGHT)]).toEqual([[], true]);
});

describe("what is wrong is found where it is", () => {
  test.each<[string, any, string]>([
    ["SETTING_UNKNOWN", { nmae: "x" }, "nmae"],
    [
      "SETTING_UNKNOWN",
      { catalogs: [{ url: "https://a.example/", rootFingerprint: "" }] },
      "catalogs.0.rootFingerprint",
    ],
    ["SETTING_UNKNOWN", JSON.parse('{"__proto__":1}'), "__proto__"],
    ["SETTING_VALUE", { name: 7 }, "name"],
    ["SETTING_VALUE", { user: "a b" }, "user"],
    ["SETTING_VALUE", { catalogs: {} }, "catalogs"],
    ["SETTING_VALUE", { catalogs: ["https://a.example/"] }, "catalogs.0"],
    ["SETTING_VALUE", { catalogs: [{ kind: "cvs", url: "https://a.example/" }] }, "catalogs.0.kind"],
    ["SETTING_VALUE", { catalogs: [{ url: "https://a.example/", root: "abc" }] }, "catalogs.0.root"],
    ["SETTING_VALUE", { catalogs: [{ url: "https://a.example/", mirrors: [1] }] }, "catalogs.0.mirrors.0"],
    ["SETTING_VALUE", { user: "a:b" }, "user"],
    ["SETTING_VALUE", { registry: "https://ghcr.io/x" }, "registry"],
    ["SETTING_VALUE", { registry: "ghcr.io" }, "registry"],
    ["SETTING_VALUE", { registry: "ghcr.io/a:1" }, "registry"],
    ["SETTING_VALUE", { registry: "ghcr.io/Ada" }, "registry"],
    ["SETTING_VALUE", { tag: "-x" }, "tag"],
    ["SETTING_VALUE", { replace: { "https://github.com/": 1 } }, "replace.https://github.com/"],
    ["SETTING_VALUE", { cooldown: 1.5 }, "cooldown"],
    ["SETTING_VALUE", { cooldown: -1 }, "cooldown"],
    ["SETTING_VALUE", { olderThan: "soon" }, "olderThan"],
  ])("%s: %j", (code, document, place) => {
    const found = checkSettings(document);
    expect(found).toMatchObject([{ code }]);
    expect(found[0]!.pointer!.join(".")).toBe(place);
    expect(isShaped(document)).toBe(false);
  });

  // What no schema says.
  test.each<[any, string]>([
    [{ email: "nobody" }, "email"],
    [{ name: "a\u202eb" }, "name"],
    [{ catalogs: [{}] }, "catalogs.0.url"],
    [{ catalogs: [{ url: "file:///etc" }] }, "catalogs.0.url"],
    [{ catalogs: [{ url: "https://me:secret@a.example/" }] }, "catalogs.0.url"],
  ])("SETTING_VALUE: %j", (document, place) => {
    expect(checkSettings(document).map(({ pointer }) => pointer!.join("."))).toEqual([place]);
  });
});

test.each(["localhost:5000/a", "ghcr.io/ada/my__packages", "registry.example.org/a.b/c-d"])(
  "%s is a place in a registry",
  registry => {
    expect([checkSettings({ registry }), isShaped({ registry })]).toEqual([[], true]);
  },
);

test("the nearest field is proposed", () => {
  expect(checkSettings({ catalog: [] })[0]?.fix).toBe("did you mean catalogs?");
  expect(checkSettings({ zzz: 1 })[0]?.fix).toBe("remove it");
});

test("secrets are found once, by name and by look", () => {
  expect(checkSettings({ token: "x" })).toMatchObject([{ code: "ENTRY_SECRET", pointer: ["token"] }]);
  expect(checkSettings({ user: `ghp_${"a".repeat(36)}` })).toMatchObject([{ code: "ENTRY_SECRET" }]);
});
