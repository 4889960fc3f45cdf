import { expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeRepository } from "../../test/repository.ts";
import { openRulebook } from "../../test/world.ts";
import { mergeTree } from "../git/merge.ts";
import { readEffects } from "./pull-effect.ts";

const less = { entry: anEntry({ name: "less" }), releases: [aRelease("4.2.0")] };
const override = { "@npm/less": { "*": { license: "MIT" } } };

test("effects are of the parsed documents, of what a merge would leave", async () => {
  const repository = makeRepository();
  const origin = repository.commit({ ...settingsFile(), ...catalogFiles(less) });
  const moved = { entry: anEntry({ name: "less", description: "Moved on" }) };
  const base = repository.commit(
    catalogFiles({ ...moved, releases: [aRelease("4.3.0"), aRelease("4.2.0")] }),
  );
  repository.git("checkout", "--quiet", "-b", "publish/less", origin);
  const treeOf = (head: string) => (mergeTree(repository.root, base, head) as { tree: string }).tree;
  const head = repository.commit({ "overrides/less.json": JSON.stringify(override) });
  const order = { root: repository.root, rulebook: await openRulebook(repository.root), base };
  const license = [{ field: "license", after: "MIT" }];
  expect(readEffects({ ...order, tree: treeOf(head), names: ["less"] })).toEqual([
    {
      name: "less",
      outcome: "changed",
      fields: [],
      override: "added",
      releases: [
        { version: "4.3.0", fields: license },
        { version: "4.2.0", fields: license },
      ],
      recorded: [],
    },
  ]);
  const broken = repository.commit({ "overrides/less.json": "{" });
  expect(readEffects({ ...order, tree: treeOf(broken), names: ["less"] })).toMatchObject([
    { outcome: "unclear" },
  ]);
});

test("a new name is added, one whose files went is removed", async () => {
  const repository = makeRepository();
  const base = repository.commit({ ...settingsFile(), ...catalogFiles(less) });
  const gone = Object.fromEntries(Object.keys(catalogFiles(less)).map(path => [path, undefined]));
  const head = repository.commit({ ...gone, ...catalogFiles({ entry: anEntry({ name: "fresh" }) }) });
  const rulebook = await openRulebook(repository.root);
  const effects = readEffects({
    root: repository.root,
    rulebook,
    base,
    tree: head,
    names: ["fresh", "less"],
  });
  expect(effects.map(({ name, outcome }) => [name, outcome])).toEqual([
    ["fresh", "added"],
    ["less", "removed"],
  ]);
});
