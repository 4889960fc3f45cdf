import { renderCount } from "../text/count.ts";
import { renderCodeSpan, renderTerminal } from "../text/terminal.ts";

/** Characters of a cell's text; a reviewer reads more in the file itself. */
const LONGEST_CELL = 300;

/** Characters kept for the line that counts what was left out. */
const LONGEST_COUNT = 100;

/** A text from a file as a table's cell: one code span, cut when it is long. */
export function renderCell(text: string): string {
  const line = renderTerminal(text);
  if (line.trim() === "") return "";
  const cut = line.length > LONGEST_CELL ? `${line.slice(0, LONGEST_CELL).toWellFormed()}…` : line;
  return renderCodeSpan(cut).replace(/\|/g, "\\|");
}

/**
 * A table in at most `most` characters: rows that do not fit are counted instead.
 *
 * @param rows cells that were rendered
 * @param noun what a row is, for the count: `finding`
 */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { most, noun }: { readonly most: number; readonly noun: string },
): string {
  const lines = [head, head.map(() => "---")].map(renderRow);
  let length = lines.join("").length + LONGEST_COUNT;
  for (const row of rows) {
    const line = renderRow(row);
    length += line.length;
    if (length > most) break;
    lines.push(line);
  }
  const rest = rows.length - (lines.length - 2);
  return lines.join("") + (rest === 0 ? "" : `\n… and ${renderCount(rest, `more ${noun}`)}.\n`);
}

function renderRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}
