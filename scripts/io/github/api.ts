import { PakError } from "../../errors.ts";

/** What GitHub answered; `body` is parsed JSON, or `undefined` where there is none. */
export interface GitHubAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** GitHub's REST API, as one account or as nobody. */
export interface GitHub {
  /**
   * Asks once.
   *
   * @param path begins with a slash; put values into it with `encodeURIComponent`
   * @throws PakError NETWORK without an answer, TOKEN when the token is refused or its rights do not suffice
   */
  ask(method: "GET" | "POST" | "PATCH" | "PUT", path: string, body?: object): Promise<GitHubAnswer>;
}

/** Bytes of an answer that are read at most. */
const LONGEST = 4 * 1024 * 1024;

/** Milliseconds until an answer has to be complete. */
const PATIENCE = 20_000;

/** The version of the API that this code was written against. */
const VERSION = "2022-11-28";

/** Opens the API of GITHUB_API_URL, or of github.com. The token travels in a header and is in no error. */
export function openGitHub(given: {
  readonly fetch: typeof fetch;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absent or empty: nobody asks. */
  readonly token?: string | undefined;
}): GitHub {
  const base = (given.environment.GITHUB_API_URL || "https://api.github.com").replace(/\/$/, "");
  const headers = {
    Accept: "application/vnd.github+json",
    "X-GitHub-Api-Version": VERSION,
    "User-Agent": "pak-catalog",
    ...(given.token ? { Authorization: `Bearer ${given.token}` } : {}),
  };
  return {
    async ask(method, path, body) {
      const signal = AbortSignal.timeout(PATIENCE);
      const answer = await given
        .fetch(`${base}${path}`, {
          method,
          headers: body === undefined ? headers : { ...headers, "Content-Type": "application/json" },
          redirect: "follow",
          signal,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        .catch((cause: unknown) => {
          throw new PakError("NETWORK", `GitHub gave no answer to ${method} ${path}`, {
            fix: "try again later",
            cause,
          });
        });
      const text = await readText(answer);
      if (answer.status === 401 || answer.status === 403) throw makeTokenError(method, path, answer, text);
      if (answer.status >= 500 || answer.status === 429) {
        throw new PakError("NETWORK", `GitHub answered ${answer.status} to ${method} ${path}`, {
          fix: "try again later",
        });
      }
      return { status: answer.status, body: parseBody(text) };
    },
  };
}

async function readText(answer: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of answer.body ?? []) {
    length += piece.byteLength;
    if (length > LONGEST) throw new PakError("TOO_LARGE", `GitHub's answer is longer than ${LONGEST} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

function parseBody(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function makeTokenError(method: string, path: string, answer: Response, text: string): PakError {
  const { message } = (parseBody(text) ?? {}) as { message?: string };
  const isSpent = answer.headers.get("x-ratelimit-remaining") === "0";
  return new PakError(
    "TOKEN",
    isSpent
      ? "GitHub takes no more requests for now"
      : `GitHub refused ${method} ${path}: ${String(message ?? answer.status).slice(0, 200)}`,
    {
      fix: isSpent
        ? "wait an hour, or set GITHUB_TOKEN"
        : "set GITHUB_TOKEN to a token that may do this, or run: gh auth login",
    },
  );
}
