import { type Finding, finding } from "../finding.ts";

/** C0 and C1 controls and the separators that count as line breaks somewhere. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** Characters that turn the direction of what follows (Unicode bidirectional algorithm, UAX 9). */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Characters without a glyph: fillers, joiners, marks of order, tags, variation selectors, private use. */
const INVISIBLE =
  /[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ue000-\uf8ff]|[\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\u{f0000}-\u{10ffff}]/u;

/** More marks on one letter than any language has. */
const COMBINING = /\p{Mn}{4,}|\p{Me}/u;

/** Plain printable ASCII needs no further look. */
const PLAIN = /^[ -~]*$/;

/**
 * Checks a line of text for people: a bounded, visible, single line that shows what it says. Markup is data;
 * whoever renders it escapes it.
 *
 * @param most UTF-16 units
 */
export function checkText(value: unknown, most: number): Finding[] {
  if (typeof value !== "string") return [textFinding("TEXT_TYPE", "the value is not a text")];
  const findings: Finding[] = [];
  if (value.length > most)
    findings.push(textFinding("TEXT_TOO_LONG", `the text has ${value.length} characters`, `at most ${most}`));
  if (value.trim() === "") findings.push(textFinding("TEXT_EMPTY", "the text is empty"));
  else if (value !== value.trim())
    findings.push(textFinding("TEXT_BLANKS", "the text begins or ends with a blank"));
  if (PLAIN.test(value)) return findings;
  if (CONTROL.test(value))
    findings.push(textFinding("TEXT_CONTROL", "the text holds a control character or a line break"));
  if (!value.isWellFormed())
    return [...findings, textFinding("TEXT_SURROGATE", "the text holds half a character")];
  if (DIRECTION.test(value))
    findings.push(textFinding("TEXT_BIDI", "the text holds a character that turns its direction"));
  if (INVISIBLE.test(value))
    findings.push(textFinding("TEXT_INVISIBLE", "the text holds a character that can't be seen"));
  if (COMBINING.test(value))
    findings.push(textFinding("TEXT_COMBINING", "the text piles up marks on one letter"));
  if (value !== value.normalize("NFC")) {
    findings.push(
      textFinding("TEXT_NORMALIZATION", "the text is not in Unicode's composed form (NFC)", "NFC"),
    );
  }
  return findings;
}

function textFinding(code: string, message: string, expected = "one visible line of text"): Finding {
  return finding(code, message, { expected });
}
