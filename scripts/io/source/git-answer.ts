import { PakError } from "../../errors.ts";

/** Lines of one answer: a server that fills them has some two thousand for the largest pack. */
const MOST_LINES = 100_000;

/** What the first byte of a line says when the server sends several streams in one (`side-band-64k`). */
const [PACK, FAILURE] = [1, 3];

/**
 * Takes the pack out of what a git server answers to a fetch (gitprotocol-pack, "Packfile Data"): lines that begin
 * with their length in four hexadecimal digits, 0000 and 0001 between them.
 *
 * @throws PakError SOURCE_FETCH when the answer is not made that way, has too many lines, or tells of a failure. What
 *   the server says in words is not repeated: nobody vouches for it.
 */
export function findPack(answer: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let lines = 0;
  for (let at = 0; at < answer.length; ) {
    const digits = answer.toString("latin1", at, at + 4);
    const length = Number.parseInt(digits, 16);
    const isLine = /^[0-9a-f]{4}$/i.test(digits) && length !== 2 && length !== 3;
    if (!isLine || at + length > answer.length) throw makeAnswerError("is no answer of a git server");
    lines += 1;
    if (lines > MOST_LINES) throw makeAnswerError(`has more than ${MOST_LINES} lines`);
    const stream = length > 4 ? answer[at + 4] : undefined;
    if (stream === FAILURE) throw makeAnswerError("breaks off with an error of the server");
    if (stream === PACK) pieces.push(answer.subarray(at + 5, at + length));
    at += Math.max(length, 4);
  }
  return Buffer.concat(pieces);
}

/** What is said of a server whose answers isomorphic-git can't use. */
export function makeNoGitError(endpoint: string, cause: unknown): PakError {
  return new PakError("SOURCE_FETCH", `${endpoint} does not answer as a git server does`, {
    fix: "look whether the repository opens in a browser without signing in",
    cause,
  });
}

function makeAnswerError(why: string): PakError {
  return new PakError("SOURCE_FETCH", `what the git server sent ${why}`, {
    fix: "try again; if it stays so, ask whoever runs that server",
  });
}
