import { checkClaim, makeClaims } from "../../model/name/claim.ts";
import type { Kind } from "./kind.ts";
import { readReserved } from "./settings.ts";

const name: Kind = (input, row, table) => {
  const { existing, retired } = table.context as { existing: string[]; retired: string[] };
  const { labels, maintainer } = (row.context ?? {}) as { labels?: string[]; maintainer?: boolean };
  const context = { reserved: readReserved(), isMaintainer: maintainer === true, labels: labels ?? [] };
  return checkClaim(input, makeClaims(existing, retired), context).map(found => found.code);
};
export default name;
