import fc from "fast-check";
import { expect, test } from "vitest";
import { listFrame, renderList, renderRecord, updateList } from "./list.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,2}(?:[.-][a-z0-9])?$/);
const catalog = fc.uniqueArray(fc.tuple(name, fc.string({ maxLength: 12 })), {
  selector: ([key]) => key,
  maxLength: 12,
});

function render(records: ReadonlyMap<string, string>, commit: string): string {
  const names = [...records.keys()].sort();
  return renderList(
    listFrame("c", commit),
    names.map(key => line(key, records.get(key)!)),
  );
}

function line(key: string, description: string): string {
  return renderRecord({ name: key, description, endpoint: "@npm:x" });
}

test("a patched list has the bytes of a list written anew", () => {
  fc.assert(
    fc.property(catalog, catalog, fc.array(name), (before, changed, gone) => {
      const after = new Map(before);
      const changes = new Map<string, string | undefined>();
      for (const [key, description] of changed) {
        after.set(key, description);
        changes.set(key, line(key, description));
      }
      for (const key of gone) {
        after.delete(key);
        changes.set(key, undefined);
      }
      const pieces = updateList(Buffer.from(render(new Map(before), "old")), listFrame("c", "new"), changes)!;
      expect(Buffer.concat(pieces).toString()).toBe(render(after, "new"));
    }),
    { numRuns: 500 },
  );
});

test("a list that says everything already is left alone", () => {
  const list = Buffer.from(render(new Map([["a", "ü"]]), "c0"));
  expect(updateList(list, listFrame("c", "c0"), new Map())).toBeUndefined();
  expect(updateList(list, listFrame("c", "c1"), new Map())).toBeDefined();
  const same = new Map([
    ["a", line("a", "ü")],
    ["b", undefined],
  ]);
  expect(updateList(list, listFrame("c", "c0"), same)).toBeUndefined();
});

test("a list is JSON, one record a line", () => {
  const text = render(
    new Map([
      ["a", "x"],
      ["b", "y"],
    ]),
    "c0",
  );
  expect(JSON.parse(text)).toMatchObject({
    catalog: "c",
    commit: "c0",
    packages: [{ name: "a" }, { name: "b" }],
  });
  expect(text.trimEnd().split("\n")).toHaveLength(4);
});
