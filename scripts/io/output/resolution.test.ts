import { describe, expect, test } from "vitest";
import type { ResolvedPackage } from "../../model/install/resolve.ts";
import type { Selection } from "../../model/install/selection.ts";
import type { Release } from "../../model/release/release.ts";
import { aRelease } from "../../test/catalog.ts";
import type { Resolved } from "../install/resolve-requests.ts";
import { buildResolution, renderAllExplained, renderNotes } from "./resolution.ts";

function aResolved(release: Release, fields: Partial<Resolved> = {}): Resolved {
  const { version } = release;
  const choice: ResolvedPackage = { name: "a", release, dependencies: {}, askedBy: [] };
  const pin = { integrity: release.integrity! };
  const selection: Selection = { name: "a", version, catalog: "test", endpoint: "@npm:a", pin, layers: [] };
  return {
    choices: new Map([["a", choice]]),
    selections: new Map([["a", selection]]),
    aliases: new Map(),
    located: new Map(),
    leftOut: [],
    absent: new Set(),
    ...fields,
  };
}

describe("what people should know", () => {
  test.each<[string, Partial<Release>, Partial<Resolved>, string[]]>([
    ["nothing", {}, {}, []],
    ["an alias", {}, { aliases: new Map([["b", "a"]]) }, ["b → a"]],
    ["a deprecation", { deprecated: "use b" }, {}, ["a 1.0.0 is deprecated: use b"]],
    ["a yanked version", { yanked: "leaks" }, {}, ["a 1.0.0 is yanked: leaks"]],
    [
      "what was left out",
      {},
      { leftOut: [{ name: "c", by: "a 1.0.0", why: "there is no package c" }] },
      ["left out c, which is optional for a 1.0.0: there is no package c"],
    ],
  ])("%s", (_, release, resolved, expected) => {
    const told = buildResolution(aResolved(aRelease("1.0.0", release), resolved));
    expect(renderNotes(told)).toEqual(expected);
    expect([told.explained, renderAllExplained(told)]).toEqual([undefined, []]);
  });
});

test("layers are explained where somebody wants that", () => {
  const layersOf = () => [{ name: "user", change: { title: "T" } }] as const;
  const told = buildResolution(aResolved(aRelease("1.0.0")), layersOf);
  expect(JSON.parse(JSON.stringify(told))).toEqual({
    aliases: {},
    leftOut: [],
    notices: [],
    explained: { a: [{ field: "title", value: "T", layers: ["user"] }] },
  });
  expect(renderAllExplained(told)).toEqual(["a:", '  title  user  "T"']);
});
