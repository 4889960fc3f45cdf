import { request } from "node:https";
import { isIPv6 } from "node:net";

/** What a server answered, no more of it than was asked for. */
export interface Answer {
  readonly status: number;
  /** Where a redirect leads, as the server wrote it. */
  readonly location?: string;
  /** One byte more than the limit when there was more. */
  readonly bytes: Uint8Array;
}

/** One HTTPS request to one of exactly these addresses, or why there is no answer. */
export type Exchange = (
  url: URL,
  bounds: { readonly addresses: readonly string[]; readonly limit: number; readonly signal: AbortSignal },
) => Promise<Answer | { readonly problem: string }>;

/** Opens a way to ask; `port` and `ca` (PEM) are for servers that are not the public ones. */
export function openExchange(server: { readonly port?: number; readonly ca?: string } = {}): Exchange {
  return (url, { addresses, limit, signal }) =>
    new Promise(resolve => {
      const pinned = addresses.map(address => ({ address, family: isIPv6(address) ? 6 : 4 }));
      const fail = (error: Error & { code?: string }) =>
        resolve({
          problem: signal.aborted ? "took too long" : `could not be read: ${error.code ?? error.message}`,
        });
      const asked = request(url, {
        ...server,
        agent: false,
        signal,
        headers: { "User-Agent": "pak-catalog", Accept: "*/*" },
        lookup: (_host, options, done) =>
          options.all ? done(null, pinned) : done(null, pinned[0]!.address, pinned[0]!.family),
      });
      asked.on("error", fail);
      asked.on("response", answer => {
        const status = answer.statusCode ?? 0;
        const { location } = answer.headers;
        const isRedirect = status >= 300 && status < 400 && location !== undefined;
        const pieces: Buffer[] = [];
        let length = 0;
        const end = () => {
          answer.destroy();
          resolve({
            status,
            bytes: Buffer.concat(pieces).subarray(0, limit + 1),
            ...(isRedirect ? { location } : {}),
          });
        };
        if (isRedirect) return end();
        answer.on("data", (piece: Buffer) => {
          pieces.push(piece);
          length += piece.length;
          if (length > limit) end();
        });
        answer.on("end", end);
        answer.on("error", fail);
      });
      asked.end();
    });
}

/** Asks the public servers. */
export const exchange: Exchange = openExchange();
