import fc from "fast-check";
import { expect, test } from "vitest";
import type { PackageRecord } from "../published/package-document.ts";
import { buildSearchFiles } from "./build.ts";
import { updateSearchFiles } from "./update.ts";

const word = fc.constantFrom("fast", "small", "parser", "10", "naïve", "über", "dom");
const record: fc.Arbitrary<PackageRecord> = fc.record({
  name: fc
    .tuple(word, fc.constantFrom("x", "y", "10"))
    .map(([a, b]) => `${a.normalize("NFKD").replace(/\W/g, "")}-${b}`),
  description: fc.array(word, { maxLength: 4 }).map(words => words.join(" ")),
  endpoint: fc.constant("@npm:x"),
  keywords: fc.uniqueArray(word, { maxLength: 2 }),
});
const catalog = fc.uniqueArray(record, { selector: ({ name }) => name, maxLength: 6 });

const sortByName = (records: readonly PackageRecord[]) =>
  [...records].sort((a, b) => (a.name < b.name ? -1 : 1));

test("an updated index has the bytes of one built anew", () => {
  fc.assert(
    fc.property(catalog, record, fc.boolean(), (records, changed, isGone) => {
      const files = buildSearchFiles(sortByName(records));
      const before = records.find(({ name }) => name === changed.name);
      const after = isGone ? undefined : changed;
      for (const [path, text] of updateSearchFiles(before, after, path => files.get(path))) {
        if (text === undefined) files.delete(path);
        else files.set(path, text);
      }
      const others = records.filter(({ name }) => name !== changed.name);
      const anew = buildSearchFiles(sortByName(after === undefined ? others : [...others, after]));
      expect(Object.fromEntries(files)).toEqual(Object.fromEntries(anew));
    }),
    { numRuns: 300 },
  );
});
