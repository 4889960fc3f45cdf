import { expect, test } from "vitest";
import { renderCell, renderTable } from "./summary-table.ts";

test("a cell is one code span that no text leaves", () => {
  expect(renderCell("a|b")).toBe("`a\\|b`");
  expect(renderCell("`</td>` @all\n| x")).toBe("`` `</td>` @\u200ball \\| x ``");
  expect(renderCell("\u202e\u0007")).toBe("");
  expect(renderCell(`${"x".repeat(299)}😀`)).toBe(`\`${"x".repeat(299)}\ufffd…\``);
});

test("rows that do not fit are counted", () => {
  const rows = Array.from({ length: 50 }, (_, at) => [`row ${at}`, "x"]);
  const table = renderTable(["a", "b"], rows, { most: 400, noun: "row" });
  expect(table.length).toBeLessThanOrEqual(400);
  expect(table).toMatch(/^\| a \| b \|\n\| --- \| --- \|\n\| row 0 \| x \|\n/);
  expect(table).toMatch(/\n\n… and \d+ more rows\.\n$/);
  expect(renderTable(["a", "b"], rows.slice(0, 1), { most: 400, noun: "row" })).not.toContain("…");
});
