import { type Finding, finding } from "../finding.ts";

const LONGEST = 512;

/** Hosts that files may be downloaded from: those of the known forges. */
const DOWNLOAD_HOSTS = new Set([
  "github.com",
  "raw.githubusercontent.com",
  "codeload.github.com",
  "gitlab.com",
  "codeberg.org",
]);

/** Hosts that a forge sends a download on to. */
const REDIRECT_HOSTS = new Set([
  ...DOWNLOAD_HOSTS,
  "release-assets.githubusercontent.com",
  "objects.githubusercontent.com",
]);

/** Top-level names that never leave a private network, and one that answers with any address. */
const PRIVATE_HOST =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|test|invalid|onion|arpa|nip\.io|sslip\.io)$/;

const REASONS = {
  URL_TYPE: "is not a text",
  URL_LENGTH: `is longer than ${LONGEST} characters`,
  URL_CHARS: "has characters that no address has",
  URL_SCHEME: "does not begin with https://",
  URL_USERINFO: "has a user name before the host",
  URL_PORT: "names a port",
  URL_IP_LITERAL: "names a computer by number",
  URL_HOST: "is on a host that is not public, or not one that files may be taken from",
  URL_TRAVERSAL: "has dot segments in its path",
  URL_FRAGMENT: "has a fragment",
  URL_UNPINNED: "can change: it names no full commit and no release asset",
} as const;

type Refusal = keyof typeof REASONS;

/**
 * The one guard of addresses that the catalog prints or downloads from.
 *
 * @param use `link` for an address people may follow; `download` for a file that programs fetch, which has to
 *   lie on a known forge and name bytes that can't change (a full commit, or a release's asset); `redirect` for
 *   where a forge sends such a download on to
 */
export function checkUrl(value: unknown, use: UrlUse = "link"): Finding[] {
  const refusal = refuse(value, use);
  if (refusal === undefined) return [];
  return [
    finding(refusal, `the address ${JSON.stringify(value)?.slice(0, 120)} ${REASONS[refusal]}`, {
      expected:
        use === "link"
          ? "https://HOST/PATH"
          : "https://HOST/OWNER/REPO/archive/COMMIT.tar.gz or a release asset",
    }),
  ];
}

/** What an address is for. */
export type UrlUse = "link" | "download" | "redirect";

function refuse(value: unknown, use: UrlUse): Refusal | undefined {
  if (typeof value !== "string") return "URL_TYPE";
  if (value.length > LONGEST) return "URL_LENGTH";
  if (!/^[\w.~:/?#[\]@!$&'()*+,;=%-]+$/.test(value)) return "URL_CHARS";
  const [, authority, rest = ""] = /^https:\/\/([^/?#]*)(.*)$/.exec(value) ?? [];
  if (authority === undefined) return "URL_SCHEME";
  if (authority.includes("@")) return "URL_USERINFO";
  const host = authority.startsWith("[") ? authority : authority.replace(/:.*$/, "");
  if (host.startsWith("[") || /^(?:0x[\da-f]*|\d+)(?:\.(?:0x[\da-f]*|\d+))*\.?$/i.test(host))
    return "URL_IP_LITERAL";
  if (authority.includes(":")) return "URL_PORT";
  if (!isPublicHost(host)) return "URL_HOST";
  const path = rest.replace(/[?#].*$/, "");
  if (/(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(path)) return "URL_TRAVERSAL";
  if (use === "link") return undefined;
  if (!(use === "download" ? DOWNLOAD_HOSTS : REDIRECT_HOSTS).has(host)) return "URL_HOST";
  if (rest.includes("#")) return "URL_FRAGMENT";
  return use === "download" && !isPinned(path) ? "URL_UNPINNED" : undefined;
}

function isPublicHost(host: string): boolean {
  const isName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(host);
  return isName && !PRIVATE_HOST.test(host) && !/(?:^|\.)xn--/.test(host);
}

/** Whether a path names bytes that can't change: a full commit, or a release's asset. */
function isPinned(path: string): boolean {
  const hasCommit = path.split("/").some(part => /^[0-9a-f]{40}(?:\.tar\.gz|\.tgz|\.zip)?$/.test(part));
  return hasCommit || /^\/[^/]+\/[^/]+\/releases\/download\/[^/]+\/[^/]+$/.test(path);
}
