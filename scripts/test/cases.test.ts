import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Kind, Table } from "./kinds/kind.ts";

/** The folder of tables: the project's own copy, or another of the same kinds. */
const folder = process.env.PAK_CASES ?? join(import.meta.dirname, "cases");
const kinds = join(import.meta.dirname, "kinds");

const tables = readdirSync(folder)
  .filter(file => file.endsWith(".json"))
  .sort()
  .map(file => JSON.parse(readFileSync(join(folder, file), "utf8")) as Table);

for (const table of tables) {
  const adapter = join(kinds, `${table.kind}.ts`);
  if (!existsSync(adapter)) {
    // Tables of later work: named and counted, never silently passed.
    test.skip(`${table.kind}: ${table.cases.length} cases have no rule yet`);
    continue;
  }
  const { default: codesOf } = (await import(adapter)) as { default: Kind };
  describe(table.kind, () => {
    for (const row of table.cases) {
      test(`${row.id}: ${row.expected} ${row.reason ?? ""} ${row.note ?? ""}`, async () => {
        const codes = await codesOf(row.input, row, table);
        if (row.expected === "accept") expect(codes).toEqual([]);
        else expect(row.reason_any ?? [row.reason].filter(Boolean)).toSatisfy(hasOneOf(codes));
      });
    }
  });
}

/** Whether one of the wanted reasons is among the codes; a rejection without a reason needs any code at all. */
function hasOneOf(codes: readonly string[]): (wanted: readonly string[]) => boolean {
  return wanted => (wanted.length === 0 ? codes.length > 0 : wanted.some(reason => codes.includes(reason)));
}
