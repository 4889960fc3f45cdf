import { type ErrorCode, PakError } from "../../errors.ts";
import { describeCause, readBounded } from "../remote/response.ts";

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
      try {
        const answer = await fetcher(new URL(path, base), {
          signal: AbortSignal.timeout(patience),
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
        const bytes = await readBounded(answer, limit);
        if (bytes !== undefined) return { status: 200, bytes, etag: tag };
        throw new PakError(codes.tooLarge, `${base}${path} has more than the ${limit} bytes it may have`);
      } catch (error) {
        if (error instanceof PakError) throw error;
        throw new PakError("NETWORK", `${base}${path} did not answer: ${describeCause(error)}`, {
          fix: "check the address and the network, or name another mirror",
          cause: error,
        });
      }
    },
  };
}
