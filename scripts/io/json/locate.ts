import type { Pointer } from "../../model/finding.ts";
import { openLines, type Place } from "./lines.ts";
import { visitTokens } from "./positions.ts";

/** The text that was asked for last: a file's findings come one after the other, and there may be thousands. */
let last: { readonly text: string; readonly placeOf: (pointer: Pointer) => Place } | undefined;

/**
 * The place of the value that a pointer names in a JSON text: of its key in an object, so that the line shows
 * both. What the document lacks is placed at the innermost part that exists; in a text that is no JSON
 * everything is at the beginning.
 */
export function locate(text: string, pointer: Pointer): Place {
  if (last?.text !== text) last = { text, placeOf: openPointers(text) };
  return last.placeOf(pointer);
}

function openPointers(text: string): (pointer: Pointer) => Place {
  if (!isJson(text)) return () => ({ line: 1, column: 1 });
  const [root, placeOf] = [indexParts(text), openLines(text)];
  return pointer => {
    let part = root;
    for (const key of pointer) {
      const inside = part.inside?.get(key);
      if (inside === undefined) break;
      part = inside;
    }
    return placeOf(part.offset);
  };
}

/** A value of a document and those inside it; of a key written twice the first. */
interface Part {
  readonly offset: number;
  inside?: Map<Pointer[number], Part>;
}

function indexParts(text: string): Part {
  /** The part that is visited, after those it lies in. */
  const way: Part[] = [];
  visitTokens(text, ({ pointer, keyStart, start }) => {
    const [depth, part] = [pointer.length, { offset: keyStart ?? start }];
    way[depth] = depth === 0 ? part : enter(way[depth - 1]!, pointer.at(-1)!, part);
  });
  return way[0]!;
}

function enter(outer: Part, key: Pointer[number], part: Part): Part {
  outer.inside ??= new Map();
  const first = outer.inside.get(key) ?? part;
  outer.inside.set(key, first);
  return first;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
