import { checkEntry } from "../../model/entry/rules.ts";
import { isJsonObject, type Json } from "../../model/json.ts";
import { checkClaim, makeClaims } from "../../model/name/claim.ts";
import { parseJson } from "../../io/json/parse.ts";
import { readReserved } from "./settings.ts";
import type { Kind } from "./kind.ts";

/** A new entry: its own rules, and its name claimed against the catalog of the table. */
const entry: Kind = (input, row, table) => {
  if (typeof row.input_json === "string") {
    const parsed = parseJson(Buffer.from(row.input_json));
    return "findings" in parsed ? parsed.findings.map(found => found.code) : codesOf(parsed.document, row, table);
  }
  return codesOf(input as Json, row, table);
};
export default entry;

function codesOf(document: Json, ...[row, table]: [Parameters<Kind>[1], Parameters<Kind>[2]]): string[] {
  const { existing, retired } = table.context as { existing: string[]; retired: string[] };
  const { filename } = (row.context ?? {}) as { filename?: string };
  const findings = checkEntry(document, filename === undefined ? {} : { path: filename });
  const name = isJsonObject(document) ? document.name : undefined;
  const claimed = isJsonObject(document) ? checkClaim(name, makeClaims(existing, retired), { reserved: readReserved() }) : [];
  return [...findings, ...claimed].map(found => found.code);
}
