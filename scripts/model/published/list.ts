import type { PackageRecord } from "./package-document.ts";

/** What stands around the lines of a list. The head is one line. */
export interface ListFrame {
  readonly head: string;
  readonly foot: string;
}

/** The frame of `api/v1/packages.json`. */
export function listFrame(catalog: string, commit: string): ListFrame {
  const head = JSON.stringify({ $schema: "../../schemas/list.schema.json", catalog, commit });
  return { head: `${head.slice(0, -1)},"packages":[\n`, foot: "\n]}\n" };
}

/**
 * The text of a list. One record a line, sorted by name: a person can grep it, and one changed package changes one
 * line, so a list of 100,000 is patched and not written anew from parsed records.
 *
 * @param lines rendered records, the name first, sorted by name in code-unit order
 */
export function renderList({ head, foot }: ListFrame, lines: readonly string[]): string {
  return `${head}${lines.join(LINE_END)}${foot}`;
}

/** One line of the list; `name` comes first, which `updateList` relies on. */
export function renderRecord(record: PackageRecord): string {
  const { name, ...rest } = record;
  return JSON.stringify({ name, ...rest });
}

const LINE_END = ",\n";

/**
 * The list after some packages changed, in pieces to write one after another: what stays is not copied, so
 * that one change in a list of 100,000 costs little more than writing it.
 *
 * @param list the bytes that `renderList` gave with a foot as long, or the pieces of this function together
 * @param changes name to its new line, or `undefined` for a package that is gone
 * @returns `undefined` when the list says all of it already
 */
export function updateList(
  list: Uint8Array,
  frame: ListFrame,
  changes: ReadonlyMap<string, string | undefined>,
): Uint8Array[] | undefined {
  const start = list.indexOf(NEWLINE) + 1;
  const last = list.length - frame.foot.length;
  const body = { list, end: last > start ? last + LINE_END.length : start };
  const head = encode(frame.head);
  let isChanged = !isEqual(head, list.subarray(0, start));
  const kept: Uint8Array[] = [];
  const keep = (from: number, to: number) => {
    if (to > from) kept.push(list.subarray(from, to - LINE_END.length));
  };
  let from = start;
  for (const name of [...changes.keys()].sort()) {
    const at = findLine(body, name, from);
    const next = at < body.end && nameAt(list, at) === name ? endOfLine(body, at) : at;
    const line = changes.get(name);
    const bytes = line === undefined ? undefined : encode(line);
    const before = next > at ? list.subarray(at, next - LINE_END.length) : undefined;
    if (before === bytes || (before !== undefined && bytes !== undefined && isEqual(before, bytes))) continue;
    isChanged = true;
    keep(from, at);
    if (bytes !== undefined) kept.push(bytes);
    from = next;
  }
  if (!isChanged) return undefined;
  keep(from, body.end);
  const lines = kept.flatMap((piece, at) => (at === 0 ? [piece] : [encode(LINE_END), piece]));
  return [head, ...lines, encode(frame.foot)];
}

const encode = (text: string) => new TextEncoder().encode(text);

const NEWLINE = 10;
const QUOTE = 34;

/** The lines of a list. The last one has no comma: `end` lies where its end would be if it had one. */
interface Body {
  readonly list: Uint8Array;
  readonly end: number;
}

/** Where the first line whose name is not below `name` begins: a binary search over the bytes. */
function findLine(body: Body, name: string, start: number): number {
  let low = start;
  let high = body.end;
  while (low < high) {
    const middle = Math.max(low, body.list.lastIndexOf(NEWLINE, ((low + high) >> 1) - 1) + 1);
    if (nameAt(body.list, middle) < name) low = endOfLine(body, middle);
    else high = middle;
  }
  return low;
}

/** Where the next line begins. */
function endOfLine({ list, end }: Body, at: number): number {
  const newline = list.indexOf(NEWLINE, at) + 1;
  return newline > end - LINE_END.length ? end : newline;
}

const NAME_START = '{"name":"';

/** The name in the line that begins at `at`; names are ASCII. */
function nameAt(list: Uint8Array, at: number): string {
  const start = at + NAME_START.length;
  return String.fromCharCode(...list.subarray(start, list.indexOf(QUOTE, start)));
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
