import { checkClaim, makeClaims } from "../../model/name/claim.ts";
import { readReserved } from "./settings.ts";
import type { Kind } from "./kind.ts";

const name: Kind = (input, row, table) => {
  const { existing, retired } = table.context as { existing: string[]; retired: string[] };
  const { labels, maintainer } = (row.context ?? {}) as { labels?: string[]; maintainer?: boolean };
  const context = { reserved: readReserved(), isMaintainer: maintainer === true, labels: labels ?? [] };
  return checkClaim(input, makeClaims(existing, retired), context).map(found => found.code);
};
export default name;
