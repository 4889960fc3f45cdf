import { expect, test } from "vitest";
import { anEntry } from "../../test/catalog.ts";
import { buildBowerAnswer } from "./bower-client.ts";

test("a git package answers with its repository, under its own name or an alias", () => {
  const url = "https://codeberg.org/octo-org/wave.git";
  const parts = { entry: anEntry({ name: "wave", endpoint: url }), releases: [] };
  expect(buildBowerAnswer("wave", parts)).toEqual({ name: "wave", url });
  expect(buildBowerAnswer("waves", parts)).toEqual({ name: "waves", url });
});

test.each(["@npm:jquery", "@bower:jquery"])("Bower can't install %s from git", endpoint => {
  expect(buildBowerAnswer("x", { entry: anEntry({ name: "x", endpoint }), releases: [] })).toBeUndefined();
});
