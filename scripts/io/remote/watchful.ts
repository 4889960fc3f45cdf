import { type Answer, readAnswer } from "./patient.ts";

/** An answer, and who gave it. */
export interface WatchedAnswer extends Answer {
  readonly url: string;
  readonly statusText: string;
}

/** What one answer may take. */
export interface Watch {
  /** Who answers, as errors name it. */
  readonly who: string;
  /** Bytes of the body, after decompression. */
  readonly most: number;
  /** Milliseconds without a byte. */
  readonly silence: number;
  /** Ends everything: a server that drips a byte now and then ends too. */
  readonly whole: AbortSignal;
  /** Told of each piece as it comes. */
  see?(piece: Uint8Array): void;
}

/**
 * Asks once, and reads the answer whole as long as bytes keep coming, however many there are: what is large may take
 * longer than what is silent. Redirects are not followed.
 *
 * @throws PakError TOO_LARGE when the body is longer than `most`; whatever breaks the connection off
 */
export async function askWatchfully(
  fetch: typeof globalThis.fetch,
  url: string,
  init: RequestInit,
  { who, most, silence, whole, see }: Watch,
): Promise<WatchedAnswer> {
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), silence);
  try {
    const signal = AbortSignal.any([silent.signal, whole]);
    const response = await fetch(url, { ...init, signal, redirect: "manual" });
    const answer = await readAnswer(who, response, most, piece => {
      timer.refresh();
      see?.(piece);
    });
    return { ...answer, url: response.url, statusText: response.statusText };
  } finally {
    clearTimeout(timer);
  }
}
