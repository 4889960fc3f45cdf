/** Escape sequences with what belongs to them: operating system commands, control sequences, others. */
const SEQUENCE =
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[\s\S]*?(?:\u0007|\u001b\\|\u009c|$)|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g;

/** Controls and characters that turn the direction of a line or can't be seen. */
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e0fff}]/gu;

/**
 * A text as it may reach a terminal: without escape sequences, controls and direction characters. Line breaks
 * and tabs become blanks, so that data can't begin a line of its own.
 */
export function renderTerminal(text: string): string {
  return text
    .replace(SEQUENCE, "")
    .replace(/[\n\r\t]+/g, " ")
    .replace(HIDDEN, "");
}

/**
 * A line of a workflow's log: as for a terminal, and never a workflow command (`::name::`), which GitHub's
 * runner would obey at the begin of a line.
 */
export function renderActionsLog(text: string): string {
  return renderTerminal(text).replace(/^(\s*)(::|##\[)/, "$1\u2060$2");
}

/** The value of a workflow command, escaped as GitHub's toolkit does (`toolkit/packages/core/src/command.ts`). */
export function renderActionsValue(text: string): string {
  return renderTerminal(text).replace(/%/g, "%25").replace(/:/g, "%3A").replace(/,/g, "%2C");
}

/** The message of a workflow command; line breaks are kept, escaped. */
export function renderActionsMessage(text: string): string {
  return text.split("\n").map(renderTerminal).join("\n").replace(/%/g, "%25").replace(/\n/g, "%0A");
}

/** Text from people inside Markdown that GitHub renders: one code span, so nothing in it links or mentions. */
export function renderCodeSpan(text: string): string {
  const line = renderTerminal(text).replace(/@/g, "@\u200b").replace(/\]\(/g, "]\u200b(");
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const padding = longest > 0 ? " " : "";
  return `${fence}${padding}${line}${padding}${fence}`;
}
