import { type Finding, finding } from "../finding.ts";
import { withoutAbsent } from "../json.ts";
import type { Intent } from "./intent.ts";

/** The fields of the issue forms by their ids (`.github/ISSUE_TEMPLATE`), with the headings that GitHub writes. */
export const FORM_LABELS = {
  name: "Name",
  endpoint: "Endpoint",
  email: "E-mail",
  description: "Description",
  override: "Override",
  change: "Signed change",
} as const;

export type FormField = keyof typeof FORM_LABELS;

/** The forms by what they are for: the name of their file. */
export type Form = "publish" | "recover";

/** Characters of the longest address that GitHub takes, with some to spare. */
const LONGEST_ADDRESS = 7_500;

/**
 * The address of a filled-in form; `undefined` when it would be longer than GitHub takes.
 *
 * @param repository the catalog's address: `https://HOST/OWNER/REPO`
 */
export function renderFormAddress(
  repository: string,
  form: Form,
  title: string,
  fields: Readonly<Partial<Record<FormField, string>>>,
): string | undefined {
  const query = new URLSearchParams({ template: `${form}.yml`, title, ...fields });
  const address = `${repository}/issues/new?${query}`;
  return address.length <= LONGEST_ADDRESS ? address : undefined;
}

/** What stands in an issue that came from a form: its fields that were filled in. */
export type FormValues = Readonly<Partial<Record<FormField, string>>>;

const IDS = new Map(Object.entries(FORM_LABELS).map(([id, label]) => [label as string, id as FormField]));

/**
 * Reads the text that GitHub makes of a form: `### Label`, a blank line and the value, which lies in a fence of
 * backticks where the form says `render`.
 */
export function parseForm(
  body: string,
): { readonly values: FormValues } | { readonly findings: readonly Finding[] } {
  const values: Partial<Record<FormField, string>> = {};
  const seen = new Set<FormField>();
  for (const { heading, lines } of listSections(body.replace(/\r\n?/g, "\n").split("\n"))) {
    const id = IDS.get(heading);
    if (id === undefined) continue;
    if (seen.has(id)) return { findings: [makeTwiceFinding(id)] };
    seen.add(id);
    const value = readValue(lines.join("\n"));
    if (value !== "") values[id] = value;
  }
  return { values };
}

/** The parts below each heading; what stands in a fence is no heading. */
function listSections(lines: readonly string[]): { heading: string; lines: string[] }[] {
  const sections: { heading: string; lines: string[] }[] = [];
  let fence = "";
  for (const line of lines) {
    const heading = fence === "" ? /^### (.+)$/s.exec(line)?.[1] : undefined;
    if (heading !== undefined) sections.push({ heading: heading.trim(), lines: [] });
    else sections.at(-1)?.lines.push(line);
    if (fence === "") fence = /^`{3,}/.exec(line)?.[0] ?? "";
    else if (line.startsWith(fence) && /^`+\s*$/.test(line)) fence = "";
  }
  return sections;
}

function makeTwiceFinding(id: FormField): Finding {
  return finding("FORM_FIELD", `the issue has the field ${FORM_LABELS[id]} twice`, {
    expected: "each field of the form once",
    fix: "edit the issue: take out the line that begins with ###",
  });
}

/** What GitHub writes for a field that was left empty. */
const EMPTY = "_No response_";

function readValue(text: string): string {
  const value = text.trim();
  if (value === EMPTY) return "";
  return /^(`{3,})[a-z]*\n([\s\S]*?)\n?\1`*$/.exec(value)?.[2]?.trim() ?? value;
}

/** What somebody wants the catalog to say who filled the form in by hand; the override is its text. */
export function readFormIntent({
  name,
  endpoint,
  email,
  description,
  override,
}: FormValues): Intent | undefined {
  if (name === undefined) return undefined;
  return { name, ...withoutAbsent({ endpoint, email, description, override }) };
}
