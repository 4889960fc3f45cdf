import { describe, expect, test } from "vitest";
import { parseApplication } from "../../model/install/application.ts";
import { EMPTY_LOCK, renderLock } from "../../model/install/lock.ts";
import type { Selection } from "../../model/install/selection.ts";
import type { JsonObject } from "../../model/json.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { SEAL } from "../../test/seal.ts";
import { INSTALLED_FILE, type InstalledPackage, renderInstalled } from "./installed.ts";
import { listInstallation } from "./installed-list.ts";

function aSelection(name: string, release: JsonObject = {}): [string, Selection] {
  const pin = { integrity: `sha512-${"A".repeat(86)}==` };
  const layers = [{ name: "release" as const, change: release }];
  return [name, { name, version: "1.0.0", catalog: "test", endpoint: `@npm:${name}`, pin, layers }];
}

/** An application with `a`, which needs `b`, installed as they were locked. */
function anApplication(document: JsonObject = { dependencies: { a: "*" } }) {
  const root = makeFolder();
  const packages = new Map([aSelection("a", { dependencies: { b: "*" } }), aSelection("b")]);
  const placed = {
    version: "1.0.0",
    key: "0",
    files: { "x.js": 1 },
    exports: { "lib/x.js": "" },
  };
  const installed = new Map<string, InstalledPackage>([
    ["a", placed],
    ["b", { ...placed, exports: {} }],
  ]);
  writeFiles(root, {
    "pak-lock.json": renderLock({ ...EMPTY_LOCK, packages, aliases: new Map([["alias", "a"]]) }),
    [`paks/${INSTALLED_FILE}`]: renderInstalled(installed, SEAL),
    "paks/a/x.js": "x",
    "paks/b/x.js": "x",
    "lib/x.js": "edited",
  });
  return {
    root,
    installed,
    list: () => listInstallation(root, parseApplication(document).application, SEAL).packages,
  };
}

test("a folder without a lock file has nothing but what it asks for", () => {
  const { application } = parseApplication({ dependencies: { a: "*" } });
  expect(listInstallation(makeFolder(), application, SEAL)).toEqual({ packages: [], unlocked: ["a"] });
});

test("packages are told with where they are from, and who needs them when it is not pak.json", () => {
  const listed = anApplication().list();
  expect(listed).toEqual([
    {
      name: "a",
      version: "1.0.0",
      catalog: "test",
      endpoint: "@npm:a",
      state: "installed",
      neededBy: ["pak.json"],
    },
    { name: "b", version: "1.0.0", catalog: "test", endpoint: "@npm:b", state: "installed", neededBy: ["a"] },
  ]);
});

test.each<JsonObject>([
  { dependencies: { alias: "*" } },
  { optionalDependencies: { a: "*" } },
  { dependencies: { "npm:a": "*" } },
  { dependencies: { "pak:alias": "*" } },
])("%j needs a package under another name", document => {
  expect(anApplication(document).list()[0]).toMatchObject({ name: "a", neededBy: ["pak.json"] });
});

describe("a package is", () => {
  test.each<[string, (root: string) => void]>([
    ["altered with a file of another size", root => writeFiles(root, { "paks/a/x.js": "xx" })],
    ["altered without its export", root => writeFiles(root, { "lib/x.js": undefined })],
    ["missing without a record", root => writeFiles(root, { [`paks/${INSTALLED_FILE}`]: undefined })],
  ])("%s", (words, change) => {
    const { root, list } = anApplication();
    change(root);
    const [state] = words.split(" ");
    expect(list()[0]).toMatchObject({ state });
  });

  test("other in another version", () => {
    const { root, installed, list } = anApplication();
    installed.set("a", { ...installed.get("a")!, version: "2.0.0" });
    writeFiles(root, { [`paks/${INSTALLED_FILE}`]: renderInstalled(installed, SEAL) });
    expect(list()[0]).toMatchObject({ state: "other" });
  });
});
