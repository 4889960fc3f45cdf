import { checkOverride } from "../../model/override/rules.ts";
import { readDocument } from "./input.ts";
import type { Kind } from "./kind.ts";

const override: Kind = (_, row, table) => {
  const read = readDocument(row);
  if ("codes" in read) return read.codes;
  const { entry, endpoints, tags } = { ...table.context, ...row.context } as {
    entry: string;
    endpoints: string[];
    tags: string[];
  };
  return checkOverride(read.document, { name: entry, endpoints, tags }).map(found => found.code);
};
export default override;
