import { checkText } from "../text/text.ts";

/** Characters of upstream's words that are kept: half of what a release may hold, for a character may be two units. */
export const MOST_CHARACTERS = 250;

/** What is recorded when upstream's words are no text that may be shown, or there are none. */
export const WORDLESS = "deprecated by its maintainers";

/**
 * What npm's `deprecated` says of a version, as one line of harmless text: without control, direction and
 * invisible characters, cut to {@link MOST_CHARACTERS}. An empty text takes a deprecation back.
 */
export function parseNotice(value: unknown): string | undefined {
  if (value === true) return WORDLESS;
  if (typeof value !== "string" || value === "") return undefined;
  const line = value
    .replace(/\s+/gu, " ")
    .replace(/[\p{C}\p{Default_Ignorable_Code_Point}]/gu, "")
    .normalize("NFC")
    .trim();
  const characters = [...line];
  const text =
    characters.length <= MOST_CHARACTERS
      ? line
      : `${characters
          .slice(0, MOST_CHARACTERS - 1)
          .join("")
          .trimEnd()}…`;
  return text === "" || checkText(text, 2 * MOST_CHARACTERS).length > 0 ? WORDLESS : text;
}
