import type { JsonObject } from "../json.ts";

/** Strings of JSON5, which may hold what looks like a comment, and comments. */
const STRINGS_AND_COMMENTS =
  /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\//g;

/**
 * Adds fields at the end of the object that a text of JSON or JSON5 holds. All that stands there stays as it is
 * spelt, comments too; the new lines take the indentation and the line breaks of the old ones.
 *
 * @param text one object, as a parser has accepted it
 * @param fields at least one, none of which the object has
 */
export function insertFields(text: string, fields: JsonObject): string {
  const bare = text.replace(STRINGS_AND_COMMENTS, part =>
    part.startsWith("/") ? " ".repeat(part.length) : part,
  );
  const closing = bare.lastIndexOf("}");
  const afterLast = bare.slice(0, closing).trimEnd().length;
  const comma = "{,".includes(bare[afterLast - 1]!) ? "" : ",";
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const indentation = /[\r\n]([ \t]+)["'\w$]/.exec(text)?.[1] ?? "  ";
  const lines = JSON.stringify(fields, null, indentation).split("\n").slice(1, -1);
  return [
    text.slice(0, afterLast) + comma + text.slice(afterLast, closing).trimEnd(),
    ...lines,
    text.slice(closing),
  ].join(newline);
}
