import JSON5 from "json5";
import { PakError } from "../../errors.ts";
import type { Json } from "../../model/json.ts";

/**
 * Reads JSON as the original Pak let people write it: JSON5 (single quotes, comments, trailing commas, plain
 * keys), in which a backslash that begins no escape of JSON stands for itself, so that `"\d+\.\d+"` is the
 * pattern it looks like.
 *
 * @param place names the text in an error
 * @throws PakError READ with the line when it can't be read even so, or is nested too deep
 */
export function parseLenient(text: string, place: string): Json {
  const document = parse(text, place);
  if (isShallow(document, DEEPEST)) return document;
  throw new PakError("READ", `${place} is nested too deep`, { fix: `at most ${DEEPEST} levels` });
}

/** Levels that a document may have: no rule of a catalog allows a quarter of it. */
const DEEPEST = 64;

function isShallow(value: Json, most: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return most > 0 && Object.values(value).every(inside => isShallow(inside, most - 1));
}

function parse(text: string, place: string): Json {
  try {
    return JSON5.parse<Json>(doubleBackslashes(text));
  } catch (error) {
    const { lineNumber, message } = error as { lineNumber?: number; message: string };
    throw new PakError(
      "READ",
      `${place}${lineNumber === undefined ? "" : `:${lineNumber}`} is no JSON: ${message}`,
      {
        fix: "mend the file; quotes and commas may be missing or left over, but every bracket needs its twin",
      },
    );
  }
}

const STRINGS = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** Comments are left as they are: what stands in them is no text. */
function doubleBackslashes(text: string): string {
  return text.replace(STRINGS, part =>
    part.startsWith("/")
      ? part
      : part.replace(/\\([\s\S])/g, (pair, next: string) =>
          /["'\\/bfnrtu\n]/.test(next) ? pair : `\\${pair}`,
        ),
  );
}
