import { type Finding, finding } from "../finding.ts";
import { isName } from "../name/name.ts";

/** Where a package comes from. */
export type Endpoint =
  | { readonly kind: "git"; readonly host: string; readonly owner: string; readonly repository: string }
  | { readonly kind: "npm" /** With its scope, if any. */; readonly name: string }
  | { readonly kind: "alias"; readonly name: string; readonly source: "pak" | "bower" };

/** Hosts whose accounts and repositories the rules know. */
export const KNOWN_HOSTS = ["github.com", "gitlab.com", "codeberg.org"] as const;

const LONGEST = 256;

/** Reads an endpoint in any accepted spelling, or gives `undefined`; `checkEndpoint` says why. */
export function parseEndpoint(text: unknown, hosts: readonly string[] = []): Endpoint | undefined {
  const read = readEndpoint(text, hosts);
  return typeof read === "string" ? undefined : read;
}

/** Reads an endpoint that a catalog has stored, whatever hosts that catalog knows. */
export function parseStoredEndpoint(text: string): Endpoint | undefined {
  return parseEndpoint(text, [/^https:\/\/([^/]*)\//.exec(text)?.[1] ?? ""]);
}

/** Checks an endpoint in any accepted spelling (design, section 4). */
export function checkEndpoint(value: unknown, hosts: readonly string[] = []): Finding[] {
  const read = readEndpoint(value, hosts);
  if (typeof read !== "string") return [];
  return [
    finding(read, `${JSON.stringify(value)?.slice(0, 100)} ${REASONS[read]}`, {
      expected: `https://HOST/OWNER/REPO.git with HOST ${[...KNOWN_HOSTS, ...hosts].join(", ")}; @npm:NAME; or @NAME for an alias`,
    }),
  ];
}

/** The stored form: `https://HOST/OWNER/REPO.git`, `@npm:NAME`, `@NAME` or `@bower:NAME`. */
export function renderEndpoint(endpoint: Endpoint): string {
  if (endpoint.kind === "git") return `https://${endpoint.host}/${endpoint.owner}/${endpoint.repository}.git`;
  if (endpoint.kind === "npm") return `@npm:${endpoint.name}`;
  return endpoint.source === "bower" ? `@bower:${endpoint.name}` : `@${endpoint.name}`;
}

const REASONS = {
  ENDPOINT_TYPE: "is not a text",
  ENDPOINT_LENGTH: `is empty or longer than ${LONGEST} characters`,
  ENDPOINT_OPTION: "begins with a dash, as an option does",
  ENDPOINT_CHARS: "has characters that no endpoint has",
  ENDPOINT_TRANSPORT: "names a transport that runs a program",
  ENDPOINT_LOCAL: "is a place on this computer",
  ENDPOINT_SCHEME: "does not begin with https://",
  ENDPOINT_USERINFO: "has a user name before the host",
  ENDPOINT_PORT: "names a port",
  ENDPOINT_QUERY: "has a query or a fragment",
  ENDPOINT_HOST: "is on a host that this catalog does not know",
  ENDPOINT_PATH: "does not name one owner and one repository",
  ENDPOINT_NPM: "names no npm package",
  ENDPOINT_ALIAS: "names no package of a catalog",
  ENDPOINT_SYNTAX: "is no address",
} as const;

type Refusal = keyof typeof REASONS;

function readEndpoint(value: unknown, hosts: readonly string[]): Endpoint | Refusal {
  if (typeof value !== "string") return "ENDPOINT_TYPE";
  if (value.length === 0 || value.length > LONGEST) return "ENDPOINT_LENGTH";
  const refusal = refuseText(value);
  if (refusal !== undefined) return refusal;
  if (value.startsWith("@")) return readAt(value.slice(1));
  if (value.startsWith("npm:")) return readNpm(value.slice(4));
  const scp = /^([\w.-]+)@([^:/]*):(.*)$/.exec(value);
  if (scp !== null) {
    const [, user, host = "", path = ""] = scp;
    return user === "git" ? readRepository(host, path, hosts) : "ENDPOINT_HOST";
  }
  if (/^[A-Za-z]:[/]/.test(value)) return "ENDPOINT_LOCAL";
  const scheme = /^([A-Za-z][\w+.-]*):/.exec(value)?.[1];
  if (scheme !== undefined) return scheme === "https" ? readAddress(value, hosts) : "ENDPOINT_SCHEME";
  // `owner/repo` is GitHub's shorthand; it has no suffix.
  return /\.git$/.test(value) ? "ENDPOINT_PATH" : readRepository("github.com", value, hosts);
}

/** What no spelling may hold, most telling first. */
function refuseText(text: string): Refusal | undefined {
  const hasStrangeChars = !/^[\w.~:/@+#?=&%-]*$/.test(text);
  if (hasStrangeChars) return "ENDPOINT_CHARS";
  if (text.startsWith("-")) return "ENDPOINT_OPTION";
  if (/^[A-Za-z0-9-]+::/.test(text)) return "ENDPOINT_TRANSPORT";
  if (/^(?:\.{0,2}\/|~|\.{1,2}$)/.test(text)) return "ENDPOINT_LOCAL";
  return undefined;
}

function readAddress(text: string, hosts: readonly string[]): Endpoint | Refusal {
  const [, authority = "", path = ""] = /^https:\/\/([^/?#]*)(.*)$/.exec(text) ?? [];
  if (authority === "") return "ENDPOINT_SYNTAX";
  if (authority.includes("@")) return "ENDPOINT_USERINFO";
  if (authority.includes(":")) return "ENDPOINT_PORT";
  if (/[?#]/.test(path)) return "ENDPOINT_QUERY";
  return readRepository(authority, path.slice(1), hosts);
}

function readRepository(host: string, path: string, hosts: readonly string[]): Endpoint | Refusal {
  if (!(KNOWN_HOSTS as readonly string[]).includes(host) && !hosts.includes(host)) return "ENDPOINT_HOST";
  const [owner = "", last = "", ...rest] = path.split("/");
  const repository = last.replace(/\.git$/, "");
  const isOwner = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/.test(owner);
  const isRepository =
    /^[\w.-]{1,100}$/.test(repository) && !/^\.{1,2}$/.test(repository) && !repository.startsWith("-");
  return isOwner && isRepository && rest.length === 0
    ? { kind: "git", host, owner, repository }
    : "ENDPOINT_PATH";
}

/** `@npm:NAME`, `@npm/NAME`, `@pak:NAME`, `@bower:NAME`, `@NAME`. */
function readAt(text: string): Endpoint | Refusal {
  const [, registry, name = text] = /^(npm|pak|bower)[:/](.*)$/.exec(text) ?? [];
  if (registry === "npm") return readNpm(name);
  return isName(name)
    ? { kind: "alias", name, source: registry === "bower" ? "bower" : "pak" }
    : "ENDPOINT_ALIAS";
}

/** npm's rules for new names, upper case among them because old packages have it. */
function readNpm(name: string): Endpoint | Refusal {
  const isNpmName = name.length <= 214 && /^(?:@[a-z0-9~-][\w.~-]*\/)?[A-Za-z0-9~-][\w.~-]*$/.test(name);
  return isNpmName ? { kind: "npm", name } : "ENDPOINT_NPM";
}
