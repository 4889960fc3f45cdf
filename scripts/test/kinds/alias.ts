import { resolveAlias } from "../../model/entry/alias.ts";
import type { Kind } from "./kind.ts";

const alias: Kind = (input, row) => {
  const { start, aliases, entries } = input as {
    start: string;
    aliases: Record<string, string>;
    entries: string[];
  };
  const targets = new Map<string, string | null>(Object.entries(aliases));
  for (const name of entries) targets.set(name, null);
  const resolved = resolveAlias(start, name => targets.get(name));
  if ("findings" in resolved) return resolved.findings.map(found => found.code);
  return row.resolves === undefined || row.resolves === resolved.resolved ? [] : ["WRONG_RESULT"];
};
export default alias;
