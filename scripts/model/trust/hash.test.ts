import { expect, test } from "vitest";
import { isStrongHash } from "./hash.ts";

test("SHA-256 and better are strong", () => {
  expect(["SHA256", "SHA384", "SHA512", "SHA3-256", "SHA3-512"].every(isStrongHash)).toBe(true);
  expect(["MD5", "SHA1", "RIPEMD160", "SHA224", "unknown", ""].some(isStrongHash)).toBe(false);
});
