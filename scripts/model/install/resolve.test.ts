import { describe, expect, test } from "vitest";
import { aUniverse, listChosen, listRequests, resolveAll } from "../../test/universe.ts";
import { DAY, NOON } from "../../test/world.ts";
import { type ResolveOrder, resolve } from "./resolve.ts";

const needs = (dependencies: Record<string, string>) => ({ dependencies });

const web = aUniverse({
  jquery: ["4.0.0", "3.7.1", "3.7.0", "1.9.1", "1.8.0"],
  jq: "jquery",
  bootstrap: {
    "5.3.8": needs({ "popper.js": "^1.16.0" }),
    "4.6.2": needs({ jquery: ">=1.9.1 <4.0.0", "popper.js": "^1.16.1" }),
    "4.6.1": needs({ jquery: ">=1.9.1 <4.0.0", "popper.js": "^1.16.1" }),
  },
  "popper.js": ["1.16.1", "1.16.0"],
  less: { "4.9.1": needs({ "copy-anything": "^2.0.1" }) },
  scoped: { "2.0.0": needs({ "@types/node": "*" }), "1.0.0": {} },
  ancient: { "1.0.0": needs({ jquery: "1.9.1 - 3.7.0" }) },
  secret: { "1.1.0": { yanked: "leaks keys" }, "1.0.0": { yanked: "leaks more" } },
  user: { "1.0.0": needs({ secret: "^1.0.0" }) },
  pinned: { "1.0.0": needs({ secret: "1.1.0" }) },
  empty: [],
  core: ["2.0.0", "1.0.0"],
  plugin: { "2.0.0": needs({ core: "match" }), "1.0.0": needs({ core: "match" }) },
});

describe("chooses", () => {
  test.each([
    ["the newest of everything", { bootstrap: "" }, ["bootstrap 5.3.8", "popper.js 1.16.1"]],
    [
      "one version for several askers, whoever comes first in the alphabet",
      { bootstrap: "^4.0.0", jquery: "", aaa: "" },
      ["aaa 1.0.0", "bootstrap 4.6.2", "jquery 3.7.1", "popper.js 1.16.1"],
    ],
    ["the package of an alias, once", { jq: "^3.0.0", jquery: "<3.7.1" }, ["jquery 3.7.0"]],
    ["the same version for match", { plugin: "^1.0.0" }, ["core 1.0.0", "plugin 1.0.0"]],
    ["an older asker for match", { plugin: "", core: "^1.0.0" }, ["core 1.0.0", "plugin 1.0.0"]],
    ["what was yanked for who names it", { pinned: "" }, ["pinned 1.0.0", "secret 1.1.0"]],
    [
      "what was yanked for all when the application names it",
      { user: "", secret: "=1.0.0" },
      ["secret 1.0.0", "user 1.0.0"],
    ],
    ["nothing for nothing", {}, []],
  ])("%s", (_, requests, chosen) => {
    const universe = new Map([...web, ...aUniverse({ aaa: ["1.0.0"] })]);
    expect(
      listChosen(resolveAll(universe, listRequests(requests as Record<string, string>)).resolution),
    ).toEqual(chosen);
  });

  test("no older release for want of a package that does not exist", () => {
    const { resolution } = resolveAll(web, listRequests({ scoped: "" }));
    expect(resolution).toMatchObject({
      code: "NOT_FOUND",
      message: 'scoped 2.0.0 depends on "@types/node", which is in no catalog',
    });
  });

  test("the locked release as long as it is accepted, even when it was yanked", () => {
    const requests = listRequests({ bootstrap: "^4.0.0", user: "" });
    const chosen = (locked: Record<string, string>) =>
      listChosen(resolveAll(web, requests, { locked: new Map(Object.entries(locked)) }).resolution);
    expect(chosen({ bootstrap: "4.6.1", jquery: "1.8.0", secret: "1.0.0" })).toEqual([
      "bootstrap 4.6.1",
      "jquery 3.7.1",
      "popper.js 1.16.1",
      "secret 1.0.0",
      "user 1.0.0",
    ]);
    expect(chosen({ jquery: "3.7.0", secret: "1.1.0" })).toContain("jquery 3.7.0");
  });

  test("a prerelease only where nothing else fits or somebody names it", () => {
    const universe = aUniverse({
      a: ["2.0.0-beta", "1.0.0"],
      b: ["2.0.0-beta"],
      c: { "1.0.0": needs({ a: "~2.0.0" }) },
    });
    const chosen = (requests: Record<string, string>) =>
      listChosen(resolveAll(universe, listRequests(requests)).resolution);
    expect(chosen({ a: "*", b: "" })).toEqual(["a 1.0.0", "b 2.0.0-beta"]);
    expect(chosen({ a: "*", c: "" })).toEqual(["a 2.0.0-beta", "c 1.0.0"]);
    expect(chosen({ a: ">=1 || 2.0.0-beta" })).toEqual(["a 2.0.0-beta"]);
  });

  test("packages that need each other", () => {
    const universe = aUniverse({
      a: { "2.0.0": needs({ b: "^2.0.0" }), "1.0.0": needs({ b: "^1.0.0" }) },
      b: { "2.0.0": needs({ a: "^1.0.0" }), "1.0.0": needs({ a: "^1.0.0" }) },
      self: { "1.0.0": needs({ self: "^1.0.0" }) },
      torn: { "1.0.0": needs({ torn: "^2.0.0" }), "2.0.0": needs({ torn: "^1.0.0" }) },
    });
    const run = (name: string) => resolveAll(universe, listRequests({ [name]: "" })).resolution;
    expect(listChosen(run("a"))).toEqual(["a 1.0.0", "b 1.0.0"]);
    expect(listChosen(run("self"))).toEqual(["self 1.0.0"]);
    expect(run("torn")).toMatchObject({
      message: "torn 2.0.0 asks for torn ^1.0.0, which does not go with torn 2.0.0",
    });
  });
});

test("a choice tells who asked and what it needs, aliases followed", () => {
  const universe = aUniverse({
    jquery: ["4.0.0"],
    jq: "jquery",
    theme: {
      "1.0.0": {
        dependencies: { jq: "^4.0.0" },
        optionalDependencies: { extra: "match", gone: "*", jquery: "^4.0.0" },
      },
    },
    extra: ["1.0.0"],
  });
  const { resolution } = resolveAll(universe, listRequests({ theme: "", jquery: "*" }), {
    withOptional: true,
  });
  expect(resolution).toMatchObject({
    kind: "resolved",
    leftOut: [
      { name: "gone", by: "theme 1.0.0", why: "theme 1.0.0 depends on gone, which is in no catalog" },
    ],
  });
  if (resolution.kind !== "resolved") return;
  const theme = { name: "theme", version: "1.0.0" };
  expect([...resolution.chosen.values()].map(({ release, ...choice }) => choice)).toEqual([
    { name: "extra", dependencies: {}, askedBy: [theme] },
    { name: "jquery", dependencies: {}, askedBy: ["application", theme] },
    {
      name: "theme",
      dependencies: { extra: "1.0.0", jquery: "^4.0.0" },
      askedBy: ["application"],
    },
  ]);
});

describe("refuses", () => {
  test.each([
    [
      "askers who can't agree",
      { bootstrap: "^4.0.0", jquery: "^4.0.0" },
      "CONFLICT",
      "bootstrap 4.6.2 asks for jquery >=1.9.1 <4.0.0, the application asks for jquery ^4.0.0: no version satisfies both",
      "jquery has 4.0.0, 3.7.1, 3.7.0, 1.9.1, 1.8.0; ask for one of these, or change what bootstrap asks for with an override",
    ],
    ["what does not exist", { nothing: "" }, "NOT_FOUND", "there is no package nothing", "pak search"],
    [
      "what can't be a name",
      { "@a/b\u001b": "" },
      "NOT_FOUND",
      String.raw`there is no package "@a/b\u001b"`,
      "",
    ],
    [
      "a dependency that does not exist",
      { less: "" },
      "NOT_FOUND",
      "less 4.9.1 depends on copy-anything, which is in no catalog",
      "publish copy-anything",
    ],
    [
      "a dependency with a scope",
      { scoped: "^2.0.0" },
      "NOT_FOUND",
      'scoped 2.0.0 depends on "@types/node", which is in no catalog',
      "override of scoped",
    ],
    [
      "a package without releases",
      { empty: "" },
      "CONFLICT",
      "the application asks for empty, of which no release is recorded",
      "wait",
    ],
    [
      "a version that does not exist",
      { jq: "^5.0.0" },
      "CONFLICT",
      "the application asks for jq (jquery) ^5.0.0: there is no such version",
      "jquery has 4.0.0, 3.7.1",
    ],
    [
      "what was yanked",
      { user: "" },
      "CONFLICT",
      "user 1.0.0 asks for secret ^1.0.0: only yanked versions satisfy that: 1.1.0 (leaks keys), 1.0.0 (leaks more)",
      "secret has only yanked versions; change what user asks for with an override, or name exactly 1.1.0",
    ],
    [
      "what was yanked and only one asker names",
      { pinned: "", user: "" },
      "CONFLICT",
      "user 1.0.0 asks for secret ^1.0.0: only yanked versions",
      "",
    ],
    [
      "npm's language",
      { ancient: "" },
      "CONFLICT",
      'ancient 1.0.0 asks for jquery "1.9.1 - 3.7.0", which is no version expression of Pak\'s',
      "ask for another version of ancient, or change what ancient asks for with an override",
    ],
    [
      "a tag",
      { jquery: "latest" },
      "CONFLICT",
      'the application asks for jquery "latest", which is no',
      "^1.2.0",
    ],
  ])("%s", (_, requests, code, message, fix) => {
    const { resolution } = resolveAll(web, listRequests(requests as Record<string, string>));
    expect(resolution).toEqual({
      kind: "conflict",
      code,
      message: expect.stringContaining(message),
      fix: expect.stringContaining(fix),
    });
  });

  test("naming no more askers than can't agree", () => {
    const universe = aUniverse({
      a: { "1.0.0": needs({ x: ">=1.0.0" }) },
      b: { "1.0.0": needs({ x: "1.0.0 || 2.0.0" }) },
      c: { "1.0.0": needs({ x: "1.0.0 || 3.0.0" }) },
      d: { "1.0.0": needs({ x: "2.0.0 || 3.0.0" }) },
      x: ["1.0.0", "2.0.0", "3.0.0", "4.0.0"],
    });
    const { resolution } = resolveAll(universe, listRequests({ a: "", b: "", c: "", d: "" }));
    expect(resolution).toMatchObject({ message: expect.stringMatching(/^(?!.*a 1\.0\.0).*satisfies all$/) });
  });
});

describe("what is optional", () => {
  const universe = aUniverse({
    jquery: ["4.0.0", "3.7.1"],
    site: { "1.0.0": needs({ jquery: "*" }) },
    old: { "2.0.0": needs({ jquery: "^3.0.0" }), "1.0.0": needs({ jquery: "*", extra: "*" }) },
    older: { "1.0.0": needs({ jquery: "^3.0.0", extra: "*" }) },
    extra: { "1.0.0": { optionalDependencies: { more: "*", old: "*", jquery: "^3.0.0" } } },
    more: ["1.0.0"],
  });

  test("is added only as far as it fits what is required", () => {
    const requests = listRequests({ site: "", "?old": "", "?older": "", "?none": "", "?extra": "^2.0.0" });
    const { resolution } = resolveAll(universe, requests);
    expect(listChosen(resolution)).toEqual(["extra 1.0.0", "jquery 4.0.0", "old 1.0.0", "site 1.0.0"]);
    expect(resolution).toMatchObject({
      leftOut: [
        { name: "extra", by: "the application", why: expect.stringContaining("no such version") },
        { name: "none", by: "the application", why: "there is no package none" },
        {
          name: "older",
          by: "the application",
          why: "older 1.0.0 asks for jquery ^3.0.0, which does not go with jquery 4.0.0",
        },
      ],
    });
  });

  test("of packages is followed on demand, and that of what it brings too", () => {
    const run = (withOptional: boolean) =>
      resolveAll(universe, listRequests({ jquery: "", extra: "" }), { withOptional }).resolution;
    expect(listChosen(run(false))).toEqual(["extra 1.0.0", "jquery 4.0.0"]);
    expect(listChosen(run(true))).toEqual(["extra 1.0.0", "jquery 4.0.0", "more 1.0.0", "old 1.0.0"]);
    expect(run(true)).toMatchObject({ leftOut: [{ name: "jquery", by: "extra 1.0.0" }] });
  });
});

describe("what is missing", () => {
  test("is told for a whole level of the tree", () => {
    const universe = aUniverse({
      a: { "1.0.0": { dependencies: { c: "*", d: "*" }, optionalDependencies: { e: "*" } } },
      b: { "1.0.0": needs({ c: "*", f: "*" }) },
      c: { "1.0.0": needs({ g: "*" }) },
      ...{ d: ["1.0.0"], e: ["1.0.0"], f: ["1.0.0"], g: ["1.0.0"] },
    });
    const requests = listRequests({ a: "", b: "" });
    expect(resolveAll(universe, requests, { withOptional: true })).toMatchObject({
      rounds: 4,
      asked: ["a", "b", "c", "d", "e", "f", "g"],
    });
    expect(resolveAll(universe, requests).asked).not.toContain("e");
  });

  test("is not looked up for what can't be anyway", () => {
    const known = new Map([
      ["bootstrap", web.get("bootstrap")],
      ["nothing", undefined],
    ]);
    const requests = listRequests({ bootstrap: "", nothing: "" });
    expect(resolve({ requests, known, locked: new Map(), withOptional: true })).toMatchObject({
      kind: "conflict",
      code: "NOT_FOUND",
    });
  });
});

describe("what is younger than wanted", () => {
  const young = { published: "2026-11-20T12:00:00Z" };
  const universe = aUniverse({
    app: { "2.0.0": { ...young, ...needs({ lib: "^2.0.0" }) }, "1.0.0": needs({ lib: "^1.0.0" }) },
    lib: { "2.0.0": young, "1.0.1": young, "1.0.0": {} },
    eager: { "1.1.0": needs({ lib: "1.0.1" }), "1.0.0": needs({ lib: "*" }) },
    fresh: { "1.0.0": young },
    user: { "1.0.0": { optionalDependencies: { fresh: "*" } } },
  });
  const leastAge = { age: 7 * DAY, now: NOON.getTime(), spared: new Map<string, string>() };
  const chosen = (requests: Record<string, string>, options: Partial<ResolveOrder> = {}) =>
    listChosen(resolveAll(universe, listRequests(requests), { leastAge, ...options }).resolution);

  test.each([
    ["is left out, dependencies among it", { app: "" }, ["app 1.0.0", "lib 1.0.0"]],
    ["may be named exactly", { lib: "2.0.0" }, ["lib 2.0.0"]],
    ["is not had through a package that names it", { eager: "" }, ["eager 1.0.0", "lib 1.0.0"]],
    ["is left out where it is optional", { user: "" }, ["user 1.0.0"]],
  ])("%s", (_, requests, expected) => {
    expect(chosen(requests as Record<string, string>)).toEqual(expected);
  });

  test("stays where it is locked or here already", () => {
    expect(chosen({ lib: "" }, { locked: new Map([["lib", "1.0.1"]]) })).toEqual(["lib 1.0.1"]);
    const spared = new Map([["lib", "1.0.1"]]);
    expect(chosen({ lib: "" }, { leastAge: { ...leastAge, spared } })).toEqual(["lib 1.0.1"]);
  });

  test("is told when nothing else is there", () => {
    const { resolution } = resolveAll(universe, listRequests({ fresh: "" }), { leastAge });
    expect(resolution).toMatchObject({
      kind: "conflict",
      message: expect.stringContaining("1.0.0 (held back until 2026-11-27T12:00:00Z)"),
    });
  });
});
