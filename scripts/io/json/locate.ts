import type { Pointer } from "../../model/finding.ts";
import { visitTokens } from "./positions.ts";

/** A place in a text: both from 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The place of an offset in a text. */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

/**
 * The place of the value that a pointer names in a JSON text: of its key in an object, so that the line shows
 * both. What the document lacks is placed at the innermost part that exists; in a text that is no JSON
 * everything is at the beginning.
 */
export function locate(text: string, pointer: Pointer): Place {
  if (!isJson(text)) return { line: 1, column: 1 };
  let best = { length: -1, offset: 0 };
  visitTokens(text, token => {
    const leads = token.pointer.every((part, at) => part === pointer[at]);
    if (leads && token.pointer.length > best.length) {
      best = { length: token.pointer.length, offset: token.keyStart ?? token.start };
    }
  });
  return placeOf(text, best.offset);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
