import { type ErrorCode, PakError } from "../../errors.ts";

/** What a mirror answered. */
export interface MirrorAnswer {
  /** 200, 304 or 404. */
  readonly status: number;
  readonly bytes: Uint8Array;
  readonly etag: string | undefined;
}

/** One place that serves a publication's files. */
export interface Mirror {
  /** Ends with a slash. */
  readonly url: string;
  /**
   * Fetches a file, reading no more than `limit` bytes of it.
   *
   * @param codes what to call a file that is too long, and an answer that is none
   * @throws PakError with one of the codes; NETWORK when nobody answers in time
   */
  fetch(
    path: string,
    limit: number,
    codes: { tooLarge: ErrorCode; failed: ErrorCode },
    etag?: string,
  ): Promise<MirrorAnswer>;
}

/** Milliseconds until an answer has to be complete. */
const PATIENCE = 20_000;

/** Opens a mirror. It follows no redirect: where a file lies is the catalog's to say. */
export function openMirror(url: string, fetcher: typeof fetch, patience = PATIENCE): Mirror {
  const base = url.endsWith("/") ? url : `${url}/`;
  return {
    url: base,
    async fetch(path, limit, codes, etag) {
      const signal = AbortSignal.timeout(patience);
      try {
        const answer = await fetcher(new URL(path, base), {
          signal,
          redirect: "manual",
          headers: etag === undefined ? {} : { "If-None-Match": etag },
          // The browser's own cache would answer for the mirror; ours compares digests.
          cache: "no-store",
        });
        const tag = answer.headers.get("etag") ?? undefined;
        if (answer.status === 304 || answer.status === 404) {
          await answer.body?.cancel();
          return { status: answer.status, bytes: new Uint8Array(), etag: tag };
        }
        if (answer.status !== 200) {
          await answer.body?.cancel();
          throw new PakError(codes.failed, `${base}${path} answered ${answer.status}`);
        }
        return {
          status: 200,
          bytes: await readBounded(answer, limit, codes.tooLarge, `${base}${path}`),
          etag: tag,
        };
      } catch (error) {
        if (error instanceof PakError) throw error;
        throw new PakError("NETWORK", `${base}${path} did not answer: ${explain(error, signal)}`, {
          fix: "check the address and the network, or name another mirror",
          cause: error,
        });
      }
    },
  };
}

function explain(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return "it took too long";
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== "" ? cause.message : message;
}

/** Reads a body to its end, or gives up at the first byte too many: an endless answer costs no more than its limit. */
async function readBounded(
  answer: Response,
  limit: number,
  tooLarge: ErrorCode,
  address: string,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = answer.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || value === undefined) break;
    length += value.length;
    if (length > limit) {
      await reader?.cancel();
      throw new PakError(tooLarge, `${address} has more than the ${limit} bytes it may have`);
    }
    parts.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
