import { isLoopback } from "../text/address.ts";

/** How a registry wants to know who asks. */
export type Challenge =
  | { readonly kind: "basic" }
  /** Ask `realm` for a token; `service` is the registry's name there. */
  | { readonly kind: "bearer"; readonly realm: string; readonly service?: string };

/**
 * Reads the header `WWW-Authenticate` (RFC 9110, 11.6.1; distribution's "Token Authentication Specification"); a token
 * is preferred. `undefined` for a way that is not known here.
 */
export function parseChallenge(header: string | null): Challenge | undefined {
  const said = header?.slice(0, 4_096) ?? "";
  const bearer = /(?:^|,\s*)bearer\s+(.*)$/is.exec(said)?.[1];
  if (bearer !== undefined) {
    const parameters = new Map(
      [...bearer.matchAll(/([\w-]+)="([^"\\]*)"/g)].map(([, key, value]) => [key!.toLowerCase(), value!]),
    );
    const [realm, service] = [parameters.get("realm"), parameters.get("service")];
    if (realm !== undefined) return { kind: "bearer", realm, ...(service === undefined ? {} : { service }) };
  }
  return /(?:^|,\s*)basic(?:\s|$)/i.test(said) ? { kind: "basic" } : undefined;
}

/** Whether a registry at the address `from` may send on to `to`: encrypted, or both are this computer. */
export function mayLead(from: string, to: string): boolean {
  const [start, end] = [URL.parse(from), URL.parse(to)];
  if (start === null || end === null || end.username !== "" || end.password !== "") return false;
  return end.protocol === "https:" || (end.protocol === "http:" && isHere(start) && isHere(end));
}

/**
 * Whether the server that gives tokens belongs to whom the registry belongs to, so that it may see the credentials: the
 * same host, or one below the registry's own domain (`auth.docker.io` for `registry-1.docker.io`, `gitlab.com` for
 * `registry.gitlab.com`).
 */
export function isSameFamily(registry: string, realm: string): boolean {
  const [own, other] = [URL.parse(registry), URL.parse(realm)];
  if (own === null || other === null || !mayLead(registry, realm)) return false;
  if (isHere(own) || own.hostname === other.hostname) return isHere(own) === isHere(other);
  const domain = own.hostname.replace(/^[^.]*\./, "");
  // What many share, as co.uk, is nobody's own.
  const isDomain = /^[a-z0-9-]{4,}\.[a-z]{2,}$|\..*\./.test(domain) && !/^[\d.]+$/.test(domain);
  return isDomain && (other.hostname === domain || other.hostname.endsWith(`.${domain}`));
}

function isHere({ hostname }: URL): boolean {
  return isLoopback(hostname);
}
