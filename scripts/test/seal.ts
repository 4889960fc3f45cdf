import type { Seal } from "../io/disk/seal.ts";

const MARK = "sealed\n";

/** A seal whose key everybody knows: what has not gone through it is strange all the same. */
export const SEAL: Seal = {
  close: text => MARK + text,
  open: sealed => (sealed.startsWith(MARK) ? sealed.slice(MARK.length) : undefined),
};
