/**
 * A response's body, or `undefined` when it is longer than `most` bytes, after decompression: an endless answer costs
 * no more than its limit. Runs in a browser too.
 *
 * @param see is told of each piece as it comes
 * @throws whatever breaks the connection off
 */
export async function readBounded(
  { body }: Response,
  most: number,
  see: (piece: Uint8Array) => void = () => undefined,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  for (;;) {
    const piece = (await reader?.read())?.value;
    if (piece === undefined) break;
    see(piece);
    length += piece.length;
    if (length > most) {
      await reader?.cancel();
      return undefined;
    }
    pieces.push(piece);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Why there is no answer, in a word: `fetch failed` alone tells nothing. Requests are aborted for taking too long only. */
export function describeCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError" || error.name === "AbortError") return "it took too long";
  const { code, message } = (error.cause ?? error) as { code?: unknown; message?: string };
  return typeof code === "string" ? code : message || error.message;
}
