import { PakError } from "../../errors.ts";
import { isSameFamily, mayLead, parseChallenge } from "../../model/oci/challenge.ts";
import { fetchPatiently, type Patience } from "../remote/patient.ts";

/** Who asks a registry. Neither is ever in an error, a log or an argument. */
export interface Credentials {
  readonly user: string;
  readonly token: string;
}

/** What an authorization is for. */
export interface AuthorizationOrder {
  /** Where the repository answers. */
  readonly address: string;
  /** `repository:NAME:pull` or `repository:NAME:pull,push`. */
  readonly scope: string;
  /** Absent: nobody in particular. */
  readonly credentials?: Credentials;
  readonly fetch: typeof globalThis.fetch;
  readonly patience: Patience;
}

/** Bytes of the longest answer of a server that gives tokens. */
const LONGEST = 65_536;

/**
 * The header `Authorization` that answers a registry's challenge (RFC 7617 for Basic; distribution's "Token
 * Authentication Specification" for Bearer); `undefined` when nothing that is here would answer it. Credentials go to
 * the registry itself, or to a server of its family; any other server that gives tokens is asked as nobody.
 *
 * @throws PakError TOKEN when the server that gives tokens refuses, REGISTRY when it gives none, NETWORK
 */
export async function authorize(
  header: string | null,
  order: AuthorizationOrder,
): Promise<string | undefined> {
  const challenge = parseChallenge(header);
  if (challenge?.kind === "basic") return order.credentials && renderBasic(order.credentials);
  return challenge && `Bearer ${await fetchToken(challenge, order)}`;
}

function renderBasic({ user, token }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${token}`).toString("base64")}`;
}

async function fetchToken(
  { realm, service }: { readonly realm: string; readonly service?: string },
  order: AuthorizationOrder,
): Promise<string> {
  const { address, scope, credentials, fetch, patience } = order;
  const { host } = new URL(address);
  if (!mayLead(address, realm)) {
    throw new PakError("REGISTRY", `the registry ${host} wants a token from where it can't be asked for`, {
      fix: "check the registry's address: its server for tokens has to answer by https",
    });
  }
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set("service", service);
  url.searchParams.set("scope", scope);
  const isKnown = credentials !== undefined && isSameFamily(address, realm);
  const headers = isKnown ? { Authorization: renderBasic(credentials) } : {};
  const who = `the server that gives tokens for ${host}`;
  const request: RequestInit = { headers, redirect: "error" };
  const { status, body } = await fetchPatiently(fetch, url.href, request, { who, most: LONGEST, patience });
  if ([400, 401, 403, 404].includes(status)) throw makeAccessError(address, scope, credentials !== undefined);
  const token = status === 200 ? parseToken(body) : undefined;
  if (token !== undefined) return token;
  throw new PakError("REGISTRY", `${who} answered ${status} and no token`, {
    fix: "try again later, and check the registry's address",
  });
}

function parseToken(body: Uint8Array): string | undefined {
  try {
    const answer = JSON.parse(Buffer.from(body).toString()) as { token?: unknown; access_token?: unknown };
    const token = answer.token ?? answer.access_token;
    // Only what can stand in a header.
    return typeof token === "string" && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
  } catch {
    return undefined;
  }
}

/** Why a registry lets nobody, or not these, do what they want. */
export function makeAccessError(address: string, scope: string, isKnown: boolean): PakError {
  const { host, pathname } = new URL(address);
  const place = `${host}/${pathname.replace(/^\/v2\/|\/$/g, "")}`;
  const what = scope.endsWith("push") ? "write to" : "read";
  return new PakError(
    "TOKEN",
    isKnown
      ? `the registry does not let this token ${what} ${place}`
      : `the registry lets nobody unknown ${what} ${place}`,
    {
      fix: isKnown
        ? "check the token's rights: GitHub's registry wants write:packages (in a workflow: permissions: packages: write)"
        : "check the name, or make the package public",
    },
  );
}
