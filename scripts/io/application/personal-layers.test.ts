import { expect, test } from "vitest";
import { parseApplication } from "../../model/install/application.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { listApplicationLayers, openUserLayers } from "./personal-layers.ts";

function openHome(files: Record<string, string>) {
  const home = makeFolder();
  writeFiles(home, files);
  return openUserLayers(home);
}

test("a person's override counts for the endpoint and the versions that it names", () => {
  const override = { "@npm/a": { "^1.0.0": { title: "One" } }, "acme/a": { "*": { title: "Git" } } };
  const layers = openHome({ "overrides/a.json": JSON.stringify(override) });
  const titles = (...given: Parameters<typeof layers>) =>
    layers(...given).map(({ name, change }) => [name, change]);
  expect(titles({ name: "a", endpoint: "@npm:a", version: "1.2.0" })).toEqual([["user", { title: "One" }]]);
  expect(titles({ name: "a", endpoint: "@npm:a", version: "2.0.0" })).toEqual([]);
  expect(titles({ name: "a", endpoint: "https://github.com/acme/a.git", version: "2.0.0" })).toEqual([
    ["user", { title: "Git" }],
  ]);
  expect(titles({ name: "b", endpoint: "@npm:b", version: "1.0.0" })).toEqual([]);
});

test.each([
  [
    "what a catalog would refuse",
    '{ "@npm/a": { "*": { "scripts": { "install": "x" } } } }',
    /a\.json: .*: /,
  ],
  ["what is no JSON", "{", /a\.json:1 is no JSON/],
])("%s is an error with a way out, when the package is looked at", (_, text, message) => {
  const layers = openHome({ "overrides/a.json": text });
  expect(layers({ name: "b", endpoint: "@npm:b", version: "1.0.0" })).toEqual([]);
  expect(() => layers({ name: "a", endpoint: "@npm:a", version: "1.0.0" })).toThrow(
    expect.objectContaining({
      code: "READ",
      message: expect.stringMatching(message),
      fix: expect.any(String),
    }),
  );
});

test("an application's layers are the more general first", () => {
  const { application } = parseApplication({
    overrides: { "*": { files: ["x"] }, a: { title: "A" } },
    override: { a: { ignore: ["y"] }, b: { title: "B" } },
  });
  expect(listApplicationLayers(application, "a")).toEqual([
    { name: "application", change: { files: ["x"] } },
    { name: "application", change: { title: "A" } },
    { name: "application", change: { ignore: ["y"] } },
  ]);
});
