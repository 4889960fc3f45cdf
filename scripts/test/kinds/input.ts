import { parseJson } from "../../io/json/parse.ts";
import type { Json } from "../../model/json.ts";
import type { Case } from "./kind.ts";

/** A row's document: parsed strictly where the table gives its text, or the codes that the text deserves. */
export function readDocument(row: Case): { document: Json } | { codes: string[] } {
  if (typeof row.input_json !== "string") return { document: row.input as Json };
  const parsed = parseJson(Buffer.from(row.input_json));
  return "findings" in parsed ? { codes: parsed.findings.map(found => found.code) } : parsed;
}
