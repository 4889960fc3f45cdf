import type { PackageRecord } from "./package-document.ts";

/**
 * The text of `api/v1/packages.json`. One record a line, sorted by name: a person can grep it, and one
 * changed package changes one line, so a list of 100,000 is patched and not written anew from parsed records.
 *
 * @param lines rendered records (`renderRecord`), sorted by name in code-unit order
 */
export function renderList(catalog: string, commit: string, lines: readonly string[]): string {
  return `${renderListHeader(catalog, commit)}${lines.join(",\n")}${FOOTER}`;
}

/** One line of the list; `name` comes first, which `updateList` relies on. */
export function renderRecord(record: PackageRecord): string {
  const { name, ...rest } = record;
  return JSON.stringify({ name, ...rest });
}

const FOOTER = "\n]}\n";
const HEADER_END = '"packages":[\n';

function renderListHeader(catalog: string, commit: string): string {
  const head = JSON.stringify({ $schema: "../../schemas/list.schema.json", catalog, commit });
  return `${head.slice(0, -1)},${HEADER_END}`;
}

/**
 * The list after some packages changed.
 *
 * @param text what `renderList` or this function gave before
 * @param changes name to its new line, or `undefined` for a package that is gone
 */
export function updateList(
  text: string,
  catalog: string,
  commit: string,
  changes: ReadonlyMap<string, string | undefined>,
): string {
  const kept = text.slice(text.indexOf(HEADER_END) + HEADER_END.length, text.length - FOOTER.length);
  const body = kept === "" ? "" : kept + LINE_END;
  let result = "";
  let from = 0;
  for (const name of [...changes.keys()].sort()) {
    const at = findLine(body, name, from);
    result += body.slice(from, at);
    const line = changes.get(name);
    if (line !== undefined) result += line + LINE_END;
    from = nameAt(body, at) === name ? endOfLine(body, at) : at;
  }
  result += body.slice(from);
  return `${renderListHeader(catalog, commit)}${result.slice(0, -LINE_END.length)}${FOOTER}`;
}

const LINE_END = ",\n";

/** Where the first line whose name is not below `name` begins: a binary search over the text. */
function findLine(body: string, name: string, start: number): number {
  let low = start;
  let high = body.length;
  while (low < high) {
    const middle = Math.max(low, body.lastIndexOf("\n", ((low + high) >> 1) - 1) + 1);
    if (nameAt(body, middle) < name) low = endOfLine(body, middle);
    else high = middle;
  }
  return low;
}

function endOfLine(body: string, at: number): number {
  return body.indexOf(LINE_END, at) + LINE_END.length;
}

const NAME_START = '{"name":"';

function nameAt(text: string, at: number): string {
  const start = at + NAME_START.length;
  return text.slice(start, text.indexOf('"', start));
}
