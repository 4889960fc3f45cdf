/** Text that is HTML already; everything else gets escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as it may stand between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character]!);
}

/**
 * A template whose values are data: texts and numbers are escaped, lists are joined, `undefined`, `null` and
 * `false` are nothing; only what another `html` template made passes as it is.
 */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Html {
  return new Html(
    parts.map((part, at) => part + (at < values.length ? renderValue(values[at]) : "")).join(""),
  );
}

function renderValue(value: unknown): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(renderValue).join("");
  return value === undefined || value === null || value === false ? "" : escapeHtml(String(value));
}
