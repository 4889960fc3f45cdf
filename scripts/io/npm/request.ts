import { setTimeout as wait } from "node:timers/promises";
import { PakError } from "../../errors.ts";

/** How patient a request is; all times in milliseconds. */
export interface Patience {
  /** Further attempts after the first. */
  readonly retries: number;
  /** Before the first further attempt; doubles each time. */
  readonly leastWait: number;
  /** What no wait exceeds, also when the registry asks for more. */
  readonly mostWait: number;
  /** For one whole answer. */
  readonly timeout: number;
}

/** Answers that another attempt may better. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Asks until there is an answer that another attempt would not better, waiting in between as `Retry-After`
 * says, else twice as long each time. The body is read whole.
 *
 * @param most bytes of the body, after decompression
 * @throws PakError NETWORK when the last attempt fails too, TOO_LARGE when the body is longer than `most`
 */
export async function fetchPatiently(
  fetch: typeof globalThis.fetch,
  address: string,
  headers: Readonly<Record<string, string>>,
  most: number,
  patience: Patience,
): Promise<{ status: number; headers: Headers; body: Uint8Array }> {
  for (let attempt = 0; ; attempt += 1) {
    let pause = patience.leastWait * 2 ** attempt;
    let why: string;
    try {
      const response = await fetch(address, { headers, signal: AbortSignal.timeout(patience.timeout) });
      if (!PASSING.has(response.status)) {
        return { status: response.status, headers: response.headers, body: await readBody(response, most) };
      }
      await response.body?.cancel();
      why = `it answered ${response.status}`;
      pause = parseRetryAfter(response.headers.get("retry-after"), response.headers.get("date")) ?? pause;
    } catch (error) {
      if (error instanceof PakError) throw error;
      why = describe(error);
    }
    if (attempt >= patience.retries) {
      throw new PakError("NETWORK", `the registry gave no answer: ${why}`, { fix: "try again later" });
    }
    await wait(Math.min(pause, patience.mostWait));
  }
}

async function readBody(response: Response, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > most) {
      throw new PakError("TOO_LARGE", `the registry's answer is longer than ${most} bytes`, {
        fix: "report it to the maintainers: no package needs that much",
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/**
 * Milliseconds that a `Retry-After` header asks for: seconds, or a date (RFC 9110, 10.2.3) which is compared with the
 * answer's own date, so that a wrong clock here does no harm.
 */
export function parseRetryAfter(value: string | null, date: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const gap = Date.parse(value) - Date.parse(date ?? "");
  return Number.isNaN(gap) ? undefined : Math.max(gap, 0);
}

/** The cause in a word: `fetch failed` alone tells nothing. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "it took too long";
  const { code } = (error.cause ?? error) as { code?: unknown };
  return typeof code === "string" ? code : error.message;
}
