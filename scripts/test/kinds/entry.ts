import { checkEntry } from "../../model/entry/rules.ts";
import { isJsonObject } from "../../model/json.ts";
import { checkClaim, makeClaims } from "../../model/name/claim.ts";
import { readDocument } from "./input.ts";
import type { Kind } from "./kind.ts";
import { readReserved } from "./settings.ts";

/** A new entry: its own rules, and its name claimed against the catalog of the table. */
const entry: Kind = (_, row, table) => {
  const read = readDocument(row);
  if ("codes" in read) return read.codes;
  const { existing, retired } = table.context as { existing: string[]; retired: string[] };
  const { filename } = (row.context ?? {}) as { filename?: string };
  const findings = checkEntry(read.document, filename === undefined ? {} : { path: filename });
  const name = isJsonObject(read.document) ? read.document.name : undefined;
  const claimed = isJsonObject(read.document)
    ? checkClaim(name, makeClaims(existing, retired), { reserved: readReserved() })
    : [];
  return [...findings, ...claimed].map(found => found.code);
};
export default entry;
