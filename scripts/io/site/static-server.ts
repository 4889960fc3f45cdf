import { createHash } from "node:crypto";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, sep } from "node:path";
import { gzipSync } from "node:zlib";
import { PakError } from "../../errors.ts";

/** A running server. */
export interface StaticServer {
  /** Ends with a slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** As GitHub Pages answers; what has no ending is a stream of bytes. */
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".xml": "application/xml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".asc": "text/plain; charset=utf-8",
};

/** Below these, a program asks, and a page would not help it. */
const FOR_PROGRAMS = /^\/(?:api|trust|schemas|overrides|pak|packages|npm)\//;

/** Pages of other sites may read everything, and learn what is missing, as on GitHub Pages. */
const OPEN = { "Access-Control-Allow-Origin": "*" };

/** Bytes from which compressing pays. */
const WORTH_GZIP = 1_024;

/**
 * Serves a folder on 127.0.0.1 as a static host would: content types, strong ETags, conditional requests,
 * gzip, 404. `folder` may be a link that is switched while the server runs; nothing outside it is served.
 *
 * @param port 0 picks a free one
 * @throws PakError USAGE when the port is taken or not allowed
 */
export async function startServer({ folder, port }: { folder: string; port: number }): Promise<StaticServer> {
  const server = createServer((request, response) => {
    try {
      answer(folder, request, response);
    } catch {
      response.writeHead(500, { "Content-Type": TYPES[".txt"] }).end("500\n");
    }
  });
  await new Promise<void>((started, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "is taken" : `can't be served: ${error.message}`;
      failed(
        new PakError("USAGE", `port ${port} ${why}`, {
          fix: "choose another, or let pak take a free one: --port 0",
          cause: error,
        }),
      );
    });
    server.listen(port, "127.0.0.1", started);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${taken}/`,
    close: () =>
      new Promise(closed => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function answer(folder: string, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response
      .writeHead(405, { Allow: "GET, HEAD", "Content-Type": TYPES[".txt"] })
      .end("405 only GET and HEAD\n");
    return;
  }
  const path = readPath(request.url ?? "/");
  const file = path === undefined ? undefined : findFile(folder, path);
  if (path !== undefined && file === "folder") {
    response.writeHead(301, { Location: `${path}/` }).end();
    return;
  }
  if (path !== undefined && file !== undefined) send(request, response, 200, file, extname(file));
  else if (path !== undefined && FOR_PROGRAMS.test(path))
    response.writeHead(404, { "Content-Type": TYPES[".txt"], ...OPEN }).end("404 no such file\n");
  else sendMissing(folder, request, response);
}

function sendMissing(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const page = findFile(folder, "/404.html");
  if (page === undefined)
    response.writeHead(404, { "Content-Type": TYPES[".txt"] }).end("404 no such page\n");
  else send(request, response, 404, page, ".html");
}

/** The decoded path of a request, or `undefined` for one that tries to leave. */
function readPath(url: string): string | undefined {
  try {
    const path = decodeURIComponent(url.replace(/[?#].*$/, ""));
    return path.startsWith("/") && !/\0|\\|(?:^|\/)\.\.?(?:\/|$)/.test(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** The file behind a path; `folder` asks for a redirect to the slash. Links that lead out are no files. */
function findFile(folder: string, path: string): string | "folder" | undefined {
  try {
    const base = realpathSync(folder);
    const found = realpathSync(join(base, path.endsWith("/") ? `${path}index.html` : path));
    if (!found.startsWith(base + sep)) return undefined;
    return statSync(found).isDirectory() ? "folder" : found;
  } catch {
    return undefined;
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  file: string,
  ending: string,
): void {
  const bytes = readFileSync(file);
  const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 27)}"`;
  const headers = {
    "Content-Type": TYPES[ending] ?? "application/octet-stream",
    "Cache-Control": "no-cache",
    ETag: etag,
    Vary: "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    ...OPEN,
  };
  const known = request.headers["if-none-match"]?.split(/\s*,\s*/).map(tag => tag.replace(/^W\//, ""));
  if (status === 200 && (known?.includes(etag) || known?.includes("*"))) {
    response.writeHead(304, headers).end();
    return;
  }
  const isPacked = bytes.length >= WORTH_GZIP && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
  const body = isPacked ? gzipSync(bytes) : bytes;
  response.writeHead(status, {
    ...headers,
    ...(isPacked ? { "Content-Encoding": "gzip" } : {}),
    "Content-Length": body.length,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
