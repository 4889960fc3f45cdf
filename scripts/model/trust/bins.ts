/** How many hex digits of SHA-256(name) pick a bin. */
export type PrefixLength = 0 | 1 | 2 | 3;

/**
 * The prefix that makes about as many bins as the root of the number of packages: then a bin and the index
 * grow alike, and a cold lookup reads least.
 */
export function prefixDigits(packages: number): PrefixLength {
  const digits = Math.round(Math.log2(Math.max(1, packages)) / 8);
  return Math.min(3, digits) as PrefixLength;
}
