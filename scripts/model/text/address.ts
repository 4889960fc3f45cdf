import ipaddr from "ipaddr.js";

/**
 * Whether a resolved IP address is one of the public internet: no loopback, private, link-local, carrier or
 * multicast range, and no IPv6 spelling that leads to one of those (IANA's special-purpose registries, RFC 6890).
 */
export function isPublicAddress(address: string): boolean {
  const isSpeltOut = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address);
  return isSpeltOut && ipaddr.parse(address).range() === "unicast";
}

/** Hosts that are this computer: only they may be asked without encryption. */
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Whether a host's name, as `URL` has it, is this computer. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.has(hostname);
}
