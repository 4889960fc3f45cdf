import { type Finding, finding } from "../../model/finding.ts";
import { openLines } from "./lines.ts";

/** What people put into JSON that is none: how it looks at the place of the error, what it is, how to mend it. */
const HABITS: readonly { at: RegExp; before?: RegExp; message: string; fix: string }[] = [
  { at: /^'/, message: "a text in single quotes", fix: 'use double quotes: "text"' },
  { at: /^\/[/*]/, message: "a comment", fix: "remove it; JSON has no comments" },
  { at: /^[}\]]/, before: /,\s*$/, message: "a comma before the closing bracket", fix: "remove the comma" },
  {
    at: /^[A-Za-z_$][\w$]*\s*:/,
    message: "a key without quotes",
    fix: 'put the key in double quotes: "key"',
  },
  {
    at: /^(?:NaN|[+-]?Infinity|undefined|None|True|False)/,
    message: "a word that JSON does not know",
    fix: "use a text, a number, true, false or null",
  },
  {
    at: /^[^\s]/,
    before: /\\$/,
    message: "a backslash before a character that needs none",
    fix: "write two backslashes where one is meant",
  },
  { at: /^"/, before: /["\d\]}el]\s*$/, message: "a missing comma", fix: "put a comma between the two" },
];

/** Says where and why a text is no JSON, in words for the person who can mend it. */
export function explainSyntax(text: string, error: SyntaxError): Finding {
  const whole = explainWhole(text);
  const offset = whole === undefined ? findOffset(text, error) : 0;
  const { message, fix } = whole ?? explainHabit(text, offset);
  return finding("JSON_SYNTAX", message, { expected: "JSON", fix, ...openLines(text)(offset) });
}

function explainWhole(text: string): { message: string; fix: string } | undefined {
  if (text.trim() === "")
    return { message: "the file is empty", fix: "write the document, or delete the file" };
  if (/^<{7} |^={7}$|^>{7} /m.test(text)) {
    return {
      message: "the file holds the marks of a merge conflict",
      fix: "resolve the conflict and remove the marks",
    };
  }
  if (/^\d{3}: /.test(text)) {
    return { message: "the file holds a server's error answer, not a document", fix: "fetch it again" };
  }
  return undefined;
}

function explainHabit(text: string, offset: number): { message: string; fix: string } {
  const [after, before] = [text.slice(offset, offset + 80), text.slice(Math.max(0, offset - 80), offset)];
  const habit = HABITS.find(({ at, before: behind }) => at.test(after) && (behind?.test(before) ?? true));
  if (habit !== undefined) return habit;
  if (offset >= text.trimEnd().length)
    return { message: "the file ends too early", fix: "complete it, or take it back from git" };
  return {
    message: `${JSON.stringify(after.slice(0, 1))} is not expected here`,
    fix: "compare with a neighbouring file",
  };
}

/** V8 names the position in its message; where it does not, the text ended. */
function findOffset(text: string, error: SyntaxError): number {
  const position = /at position (\d+)/.exec(error.message)?.[1];
  if (position !== undefined) return Number(position);
  const token = /^Unexpected token '(.+?)'/su.exec(error.message)?.[1];
  return token === undefined ? text.length : Math.max(0, text.indexOf(token));
}
