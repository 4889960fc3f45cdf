import { expect, test } from "vitest";
import { isPublicAddress } from "./address.ts";

test.each(["140.82.121.4", "2606:50c0:8000::153"])("%s is public", address => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  "127.0.0.1",
  "10.0.0.1",
  "169.254.169.254",
  "100.64.0.1",
  "0.0.0.0",
  "255.255.255.255",
  "198.18.0.1",
  "::1",
  "::",
  "fe80::1",
  "fd00::1",
  "::ffff:140.82.121.4",
  "2002:7f00:1::",
  "64:ff9b::7f00:1",
  "1.2",
  "0x8c527904",
  "github.com",
  "",
])("%s is not", address => {
  expect(isPublicAddress(address)).toBe(false);
});
