import { download } from "../../io/remote/download.ts";
import type { Kind } from "./kind.ts";

interface Input {
  readonly url: string;
  readonly resolves: readonly string[];
  readonly sha256?: string;
  readonly redirects?: readonly { readonly url: string; readonly resolves: readonly string[] }[];
  readonly response?: {
    readonly status: number;
    readonly bytes: number;
    readonly ms: number;
    readonly sha256?: string;
  };
}

/** Bytes that hash to what a case says can't be made: the digest is taken from what is served instead. */
const fetchUrl: Kind = async input => {
  const {
    url,
    resolves,
    redirects = [],
    response = { status: 200, bytes: 10, ms: 1 },
    sha256,
  } = input as Input;
  const body = Buffer.alloc(response.bytes);
  const { hash } = await import("node:crypto");
  const isRight = response.sha256 === undefined || response.sha256 === sha256;
  let hop = 0;
  const done = await download(
    {
      url,
      limit: 65_536,
      ...(sha256 === undefined ? {} : { sha256: isRight ? hash("sha256", body) : sha256 }),
    },
    {
      resolve: async () => (hop === 0 ? resolves : redirects[hop - 1]!.resolves),
      exchange: async () => {
        const next = redirects[hop++];
        return next === undefined
          ? { status: response.status, bytes: body }
          : { status: 302, location: next.url, bytes: Buffer.alloc(0) };
      },
    },
  );
  return "findings" in done ? done.findings.map(found => found.code) : [];
};
export default fetchUrl;
