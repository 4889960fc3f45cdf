import { endOfNumber, endOfText } from "./strictness.ts";

/** A value in a valid JSON text, with the key that leads to it. */
export interface Token {
  readonly pointer: readonly (string | number)[];
  /** Where the value begins and ends, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Where its key begins; absent in lists and at the root. */
  readonly keyStart?: number;
  /** Whether its object has had this key before. */
  readonly isRepeated: boolean;
  readonly kind: "object" | "list" | "text" | "number" | "word";
}

/** Containers inside each other that are still visited: more than any limit allows, less than a stack holds. */
const DEEPEST = 64;

/**
 * Visits every value of a valid JSON text, outermost first, a key written twice both times. Nothing after a
 * container that lies deeper than 64 others is visited.
 */
export function visitTokens(text: string, visit: (token: Token) => void): void {
  new Visitor(text, visit).visitValue([]);
}

class Visitor {
  #at = 0;
  readonly #text: string;
  readonly #visit: (token: Token) => void;

  constructor(text: string, visit: (token: Token) => void) {
    this.#text = text;
    this.#visit = visit;
  }

  visitValue(pointer: Token["pointer"], key?: Pick<Token, "keyStart" | "isRepeated">): void {
    this.#skipBlanks();
    const start = this.#at;
    const token = { pointer, start, isRepeated: false, ...key };
    const first = this.#text[start];
    if (first === "{" || first === "[") {
      this.#visit({ ...token, end: start + 1, kind: first === "{" ? "object" : "list" });
      this.#at = pointer.length < DEEPEST ? start + 1 : this.#text.length;
      this.#visitItems(pointer, first);
    } else if (first === '"') {
      this.#skipText();
      this.#visit({ ...token, end: this.#at, kind: "text" });
    } else if (first !== undefined && "-0123456789".includes(first)) {
      this.#at = endOfNumber(this.#text, start);
      this.#visit({ ...token, end: this.#at, kind: "number" });
    } else {
      while (/[a-z]/.test(this.#text[this.#at] ?? "")) this.#at++;
      this.#visit({ ...token, end: this.#at, kind: "word" });
    }
  }

  #visitItems(pointer: Token["pointer"], opening: "{" | "["): void {
    const seen = new Set<string>();
    for (let position = 0; ; position++) {
      this.#skipBlanks();
      const next = this.#text[this.#at];
      if (next === "," || next === "}" || next === "]" || next === undefined) this.#at++;
      if (next === "}" || next === "]" || next === undefined) return;
      this.#skipBlanks();
      if (opening === "[") this.visitValue([...pointer, position]);
      else {
        const keyStart = this.#at;
        this.#skipText();
        const key = JSON.parse(this.#text.slice(keyStart, this.#at)) as string;
        this.#skipBlanks();
        this.#at++;
        const isRepeated = seen.has(key);
        seen.add(key);
        this.visitValue([...pointer, key], { keyStart, isRepeated });
      }
    }
  }

  #skipText(): void {
    this.#at = endOfText(this.#text, this.#at);
  }

  #skipBlanks(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? "")) this.#at++;
  }
}
