import { PakError } from "../../errors.ts";
import { type Answer, askPatiently, type Pauses, readAnswer } from "../remote/patient.ts";

/** What GitHub answered; `body` is parsed JSON, or `undefined` where there is none. */
export interface GitHubAnswer {
  readonly status: number;
  readonly body: unknown;
  /** By which a later question tells what is known. */
  readonly etag?: string;
}

/** GitHub's REST API, as one account or as nobody. */
export interface GitHub {
  /**
   * Asks once, or as often as it was opened for.
   *
   * @param path begins with a slash; put values into it with `encodeURIComponent`
   * @param known.etag of an earlier answer: GitHub answers 304, and counts nothing, where it still holds
   * @throws PakError NETWORK without an answer, TOKEN when the token is refused or its rights do not suffice,
   *   RATE_LIMITED when it was opened to be obedient
   */
  ask(
    method: "GET" | "POST" | "PATCH" | "PUT",
    path: string,
    body?: object,
    known?: { readonly etag?: string },
  ): Promise<GitHubAnswer>;
}

/** The path of a repository: `/repos/OWNER/NAME`. */
export function renderRepositoryPath(owner: string, name: string): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}

/** Bytes of an answer that are read at most. */
const LONGEST = 4 * 1024 * 1024;

/** Milliseconds until an answer has to be complete. */
const PATIENCE = 20_000;

/** The version of the API that this code was written against. */
const VERSION = "2022-11-28";

/** Asks once. */
const ONCE: Pauses = { retries: 0, leastWait: 0, mostWait: 0 };

/** Opens the API of GITHUB_API_URL, or of github.com. The token travels in a header and is in no error. */
export function openGitHub(given: {
  readonly fetch: typeof fetch;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absent or empty: nobody asks. */
  readonly token?: string | undefined;
  /** How often to ask; absent: once. */
  readonly pauses?: Pauses;
}): GitHub {
  const { pauses = ONCE } = given;
  const base = (given.environment.GITHUB_API_URL || "https://api.github.com").replace(/\/$/, "");
  const headers = {
    Accept: "application/vnd.github+json",
    "X-GitHub-Api-Version": VERSION,
    "User-Agent": "pak-catalog",
    ...(given.token ? { Authorization: `Bearer ${given.token}` } : {}),
  };
  return {
    async ask(method, path, body, { etag } = {}) {
      const request = {
        method,
        headers: {
          ...headers,
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          ...(etag === undefined ? {} : { "If-None-Match": etag }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      };
      const answer = await askPatiently(`GitHub, asked to ${method} ${path},`, pauses, async () => {
        const signal = AbortSignal.timeout(PATIENCE);
        return readAnswer("GitHub", await given.fetch(`${base}${path}`, { ...request, signal }), LONGEST);
      });
      if (answer.status === 401 || answer.status === 403) throw makeTokenError(method, path, answer);
      const said = answer.headers.get("etag");
      return {
        status: answer.status,
        body: parseBody(answer),
        ...(said === null ? {} : { etag: said }),
      };
    },
  };
}

function parseBody({ body }: Answer): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}

function makeTokenError(method: string, path: string, answer: Answer): PakError {
  const { message } = (parseBody(answer) ?? {}) as { message?: string };
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
