import { type Finding, finding } from "../../model/finding.ts";
import { MOST_FINDINGS, makeLeftOut } from "./left-out.ts";
import { openLines } from "./lines.ts";
import { type Token, visitTokens } from "./positions.ts";
import { DANGEROUS_KEYS, endOfText, isPlainInteger, isStrange, type JsonLimits } from "./strictness.ts";

/**
 * What is wrong in a text that is valid JSON but not a right document, each with its place. After the first
 * hundred findings only how many more there are is told.
 */
export function explainDocument(text: string, limits: JsonLimits): Finding[] {
  const findings: Finding[] = [];
  const placeOf = openLines(text);
  let [items, leftOut] = [-1, 0];
  visitTokens(text, token => {
    items++;
    const found = [
      ...(items === limits.items + 1 ? [makeTooMany(limits)] : []),
      ...explainKey(text, token, limits),
      ...explainValue(text, token, limits),
    ];
    const told = found.slice(0, MOST_FINDINGS - findings.length);
    leftOut += found.length - told.length;
    const { pointer, keyStart, start } = token;
    for (const one of told) findings.push({ ...one, pointer, ...placeOf(keyStart ?? start) });
  });
  return leftOut === 0 ? findings : [...findings, makeLeftOut(leftOut)];
}

function makeTooMany({ items }: JsonLimits): Finding {
  return finding("JSON_TOO_MANY", "the document has too many members and elements", {
    expected: `at most ${items}`,
  });
}

function explainKey(text: string, { pointer, keyStart, isRepeated }: Token, limits: JsonLimits): Finding[] {
  if (keyStart === undefined) return [];
  const key = pointer.at(-1) as string;
  const findings: Finding[] = [];
  if (isRepeated) {
    findings.push(
      finding(
        "JSON_DUPLICATE_KEY",
        `the key ${JSON.stringify(key.slice(0, 40))} stands twice in one object`,
        {
          expected: "each key once",
          fix: "keep the one that is meant",
        },
      ),
    );
  }
  if (text.slice(keyStart, endOfText(text, keyStart)).includes("\\")) {
    findings.push(
      finding("JSON_KEY_ESCAPE", "a key is written with an escape", {
        expected: "the characters themselves",
      }),
    );
  }
  if (DANGEROUS_KEYS.has(key)) {
    findings.push(
      finding("JSON_DANGEROUS_KEY", `the key ${key} is refused: it could change what programs do`, {
        expected: "no __proto__, constructor or prototype",
        fix: "remove it",
      }),
    );
  }
  return [...findings, ...explainText(key, limits)];
}

function explainValue(text: string, { pointer, start, end, kind }: Token, limits: JsonLimits): Finding[] {
  const spelling = text.slice(start, end);
  if (kind === "text") return explainText(JSON.parse(spelling) as string, limits);
  if (kind === "number" && !isPlainInteger(spelling)) {
    return [
      finding("JSON_NUMBER", `${spelling.slice(0, 40)} is not a plain integer`, {
        expected: "an integer between -9007199254740991 and 9007199254740991, without fraction or exponent",
      }),
    ];
  }
  if ((kind === "object" || kind === "list") && pointer.length + 1 === limits.depth + 1) {
    return [
      finding("JSON_TOO_DEEP", "objects and lists lie too deep inside each other", {
        expected: `at most ${limits.depth}`,
      }),
    ];
  }
  return [];
}

function explainText(value: string, limits: JsonLimits): Finding[] {
  if (value.length > limits.text) {
    return [
      finding("JSON_TOO_LONG", `a text has ${value.length} characters`, {
        expected: `at most ${limits.text}`,
      }),
    ];
  }
  if (!isStrange(value)) return [];
  return value.includes("\0")
    ? [finding("JSON_NUL", "a text holds the character NUL", { fix: "remove \\u0000" })]
    : [
        finding("JSON_SURROGATE", "a text holds half a character (a lone surrogate)", {
          fix: "write the character itself",
        }),
      ];
}
