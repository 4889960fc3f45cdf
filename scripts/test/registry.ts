import { hash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { listen } from "./listen.ts";
import { makeFolder } from "./repository.ts";

/** What a package answers: a document, or whatever the function does. */
export type Answer =
  | Record<string, unknown>
  | string
  | ((request: IncomingMessage, response: ServerResponse) => void);

/** A registry of npm's kind on loopback. Answers can be exchanged at any time. */
export interface Registry {
  /** With a slash at the end. */
  readonly address: string;
  readonly answers: Map<string, Answer>;
  /** A line for each request in the order of arrival: `NAME`, or `NAME if-none-match`. */
  readonly log: string[];
}

/** Starts a registry that serves `packages` with entity tags and stops when the test ends. */
export async function startRegistry(packages: Readonly<Record<string, Answer>> = {}): Promise<Registry> {
  const answers = new Map(Object.entries(packages));
  const log: string[] = [];
  const server = createServer((request, response) => {
    const name = decodeURIComponent(request.url!.slice(1));
    log.push(request.headers["if-none-match"] === undefined ? name : `${name} if-none-match`);
    // Of a tarball nothing counts here but its digest.
    const [, version] = /\/-\/[^/]*?-(\d[^/]*)\.tgz$/.exec(name) ?? [];
    const answer: Answer | undefined =
      answers.get(name) ?? (version && ((_, response) => response.end(version)));
    if (typeof answer === "function") answer(request, response);
    else serveDocument(answer, request, response);
  });
  const port = await listen(server);
  return { address: `http://127.0.0.1:${port}/`, answers, log };
}

function serveDocument(document: unknown, request: IncomingMessage, response: ServerResponse): void {
  if (document === undefined) {
    response.writeHead(404, { "content-type": "application/json" }).end('{"error":"not_found"}');
    return;
  }
  const body = typeof document === "string" ? document : JSON.stringify(document);
  const etag = `"${Buffer.from(body).length}-${[...body].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) | 0, 7)}"`;
  if (request.headers["if-none-match"] === etag) response.writeHead(304, { etag }).end();
  else response.writeHead(200, { "content-type": "application/json", etag }).end(body);
}

/** A version as {@link aPackument} takes it. */
export interface AVersion {
  readonly published?: string | undefined;
  readonly integrity?: string | undefined;
  readonly [field: string]: unknown;
}

/** Metadata of a package. A version's digest is made from its number unless it has one. */
export function aPackument(
  name: string,
  versions: Readonly<Record<string, AVersion>>,
): Record<string, unknown> {
  const time: Record<string, unknown> = {
    created: "2020-01-01T00:00:00.000Z",
    modified: "2026-01-01T00:00:00.000Z",
  };
  const manifests: Record<string, unknown> = {};
  for (const [version, { published, integrity, ...fields }] of Object.entries(versions)) {
    time[version] = published ?? "2026-01-01T12:00:00.123Z";
    manifests[version] = { name, version, dist: { integrity: integrity ?? aDigest(version) }, ...fields };
  }
  return { _id: name, name, "dist-tags": {}, versions: manifests, time };
}

/** The integrity of the tarball that {@link startRegistry} serves of such a version: its number is all that it holds. */
export function aDigest(version: string): string {
  return `sha512-${hash("sha512", version, "base64")}`;
}

/**
 * An environment in which npm knows nothing but what a test says: no configuration of this machine's user.
 * Waits between attempts last a millisecond.
 */
export function anNpmEnvironment(
  settings: Readonly<Record<string, string>> = {},
): Record<string, string | undefined> {
  const quiet = Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key));
  const home = makeFolder();
  return {
    ...Object.fromEntries(quiet),
    HOME: home,
    npm_config_userconfig: join(home, "user.npmrc"),
    npm_config_globalconfig: join(home, "global.npmrc"),
    npm_config_cache: join(home, "cache"),
    npm_config_fetch_retry_mintimeout: "1",
    npm_config_fetch_retry_maxtimeout: "5",
    ...settings,
  };
}
