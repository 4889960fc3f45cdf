import ipaddr from "ipaddr.js";

/**
 * Whether a resolved IP address is one of the public internet: no loopback, private, link-local, carrier or
 * multicast range, and no IPv6 spelling that leads to one of those (IANA's special-purpose registries, RFC 6890).
 */
export function isPublicAddress(address: string): boolean {
  const isSpeltOut = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address);
  return isSpeltOut && ipaddr.parse(address).range() === "unicast";
}
