import { expect, test } from "vitest";
import { anEntry, aRelease, aReleases, catalogFiles } from "../../test/catalog.ts";
import { makeRepository } from "../../test/repository.ts";
import { readPaths } from "../catalog/package-source.ts";
import { listChanges } from "../git/objects.ts";
import { describeFiles, measureFiles } from "./describe-files.ts";

function describeLast(before: Record<string, string>, after: Record<string, string>) {
  const { root, commit } = makeRepository();
  const [base, head] = [commit(before), commit(after)];
  const changes = listChanges(root, base, head);
  const paths = changes.map(change => change.path);
  return describeFiles(
    measureFiles(root, changes),
    readPaths(root, paths, base),
    readPaths(root, paths, head),
  );
}

const render = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`;

test("a file is told with its mode, its size, and the name inside an entry", () => {
  const entry = anEntry({ name: "less" });
  const files = catalogFiles({ entry });
  expect(describeLast({ a: "1" }, files)).toEqual([
    {
      path: "catalog/le/less.json",
      mode: "100644",
      status: "added",
      size: render(entry).length,
      name: "less",
    },
  ]);
});

test("a releases file tells whether only releases were withdrawn", () => {
  const path = "catalog/releases/le/less.json";
  const before = aReleases("less", aRelease("1.0.0"));
  const yanked = aReleases("less", aRelease("1.0.0", { yanked: "broken" }));
  const added = aReleases("less", aRelease("1.1.0"), aRelease("1.0.0", { yanked: "broken" }));
  const tell = (then: unknown, now: unknown) =>
    describeLast({ [path]: render(then) }, { [path]: render(now) })[0]?.isYank;
  expect(tell(before, yanked)).toBe(true);
  expect(tell(before, added)).toBeUndefined();
  expect(tell(yanked, before)).toBeUndefined();
  expect(tell("no object", yanked)).toBeUndefined();
});
