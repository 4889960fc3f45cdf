import { packagePagePath } from "../../model/published/paths.ts";
import { escapeHtml, html } from "../../model/text/html.ts";
import { renderMarkdown } from "../../model/text/markdown.ts";
import { renderActionsLog, renderCodeSpan, renderTerminal } from "../../model/text/terminal.ts";
import type { Kind } from "./kind.ts";

/** How each slot renders a text. */
const SLOTS: Readonly<Record<string, (text: string) => string>> = {
  "html-text": text => html`<p>${text}</p>`.text,
  "html-attribute": text => html`<p title="${text}"></p>`.text,
  "html-title": text => html`<title>${text}</title>`.text,
  "html-json": text => html`<pre>${JSON.stringify({ text })}</pre>`.text,
  xml: escapeHtml,
  markdown: renderMarkdown,
  terminal: renderTerminal,
  "actions-log": renderActionsLog,
  "pr-comment": renderCodeSpan,
  "step-summary": renderCodeSpan,
  "file-path": packagePagePath,
};

const render: Kind = (input, row) => {
  const { slot, text } = input as { slot: string; text: string };
  const output = SLOTS[slot]?.(text);
  if (output === undefined) throw new Error(`no slot ${slot}`);
  const { must_contain = [], must_not_match = [] } = row as {
    must_contain?: string[];
    must_not_match?: string[];
  };
  return [
    ...must_contain.filter(part => !output.includes(part)).map(part => `MISSING ${part}`),
    ...must_not_match
      .filter(pattern => new RegExp(pattern, "is").test(output))
      .map(pattern => `MATCHES ${pattern}: ${output}`),
  ];
};
export default render;
