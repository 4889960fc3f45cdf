/** How much a document may hold. */
export interface JsonLimits {
  readonly bytes: number;
  /** Objects and lists inside each other. */
  readonly depth: number;
  /** Members of objects and elements of lists, all together. */
  readonly items: number;
  /** UTF-16 units of one text, a key among them. */
  readonly text: number;
}

/** Entries and overrides (design, section 4). */
export const ENTRY_LIMITS: JsonLimits = { bytes: 65_536, depth: 16, items: 4_096, text: 8_192 };

/** A releases file grows for years. */
export const RELEASES_LIMITS: JsonLimits = { bytes: 1_048_576, depth: 16, items: 65_536, text: 8_192 };

/** Keys that reach an object's prototype; no document may hold them at any depth. */
export const DANGEROUS_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Whether a text holds NUL or half a surrogate pair. */
export function isStrange(text: string): boolean {
  return text.includes("\0") || !text.isWellFormed();
}

/** Where the number that begins at `at` ends. */
export function endOfNumber(text: string, at: number): number {
  let end = at;
  while (end < text.length && "+-.0123456789eE".includes(text[end]!)) end++;
  return end;
}

/** Whether a number's spelling is that of a safe integer: no fraction, exponent or negative zero. */
export function isPlainInteger(spelling: string): boolean {
  return /^-?\d+$/.test(spelling) && spelling !== "-0" && Number.isSafeInteger(Number(spelling));
}

/** Where the text whose quote stands at `at` ends, after its closing quote. */
export function endOfText(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  return end + 1;
}
