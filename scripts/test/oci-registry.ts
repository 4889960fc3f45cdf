import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { listen } from "./listen.ts";
import { awaitEnd } from "./pak.ts";
import { makeFolder, writeFiles } from "./repository.ts";

/** Debian's; it is distribution 2.8, which keeps no list of referrers. */
const DOCKER_REGISTRY = "/usr/bin/docker-registry";

/** Whether the programs are here that registries are tested with. */
export const hasRegistry = existsSync(DOCKER_REGISTRY) && existsSync("/usr/bin/htpasswd");
export const hasSkopeo = existsSync("/usr/bin/skopeo");

/** Who may write. */
export const WRITER = { user: "octocat", token: "t0ken-of-octocat" } as const;

/** A registry on loopback. */
export interface OciRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
}

/** Starts Debian's registry, which ends with the test; with `isPrivate` it wants `WRITER` from everybody (htpasswd). */
export async function startOciRegistry({ isPrivate = false } = {}): Promise<OciRegistry> {
  const folder = makeFolder();
  const passwords = join(folder, "htpasswd");
  const auth = isPrivate ? { auth: { htpasswd: { realm: "test", path: passwords } } } : {};
  if (isPrivate) {
    execFileSync("htpasswd", ["-Bbci", "-C", "4", passwords, WRITER.user], {
      input: WRITER.token,
      stdio: ["pipe", "ignore", "ignore"],
    });
  }
  const settings = {
    version: 0.1,
    log: { level: "info", formatter: "json" },
    storage: { filesystem: { rootdirectory: join(folder, "storage") }, delete: { enabled: true } },
    http: { addr: "127.0.0.1:0" },
    ...auth,
  };
  // YAML reads JSON.
  writeFiles(folder, { "registry.yml": JSON.stringify(settings) });
  const child = spawn(DOCKER_REGISTRY, ["serve", join(folder, "registry.yml")], {
    env: { PATH: process.env.PATH, HOME: folder, OTEL_TRACES_EXPORTER: "none" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr.on("data", piece => {
      said += piece;
      const host = /listening on (127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (host !== undefined) resolve({ host });
    });
    child.once("exit", () => reject(new Error(`the registry ended: ${said}`)));
  });
}

/** A server before a registry that wants tokens, as GitHub's does, and what it was asked. */
export interface TokenRegistry extends OciRegistry {
  /** `METHOD PATH`, and how the request proved who asks: `nobody`, `basic`, `bearer`. */
  readonly log: string[];
  /** Answers a request before the registry sees it; gives whether it did. */
  intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** Starts a registry that everybody may read with a token, and `WRITER` may write to. */
export async function startTokenRegistry(): Promise<TokenRegistry> {
  const { host: behind } = await startOciRegistry();
  const registry: { -readonly [Field in keyof TokenRegistry]: TokenRegistry[Field] } = { host: "", log: [] };
  const server = createServer((asked, response) => {
    const url = new URL(asked.url!, `http://${registry.host}`);
    const { authorization } = asked.headers;
    registry.log.push(
      `${asked.method} ${url.pathname} ${(authorization ?? "nobody").split(" ")[0]!.toLowerCase()}`,
    );
    if (registry.intercept?.(asked, response)) return;
    if (url.pathname === "/token") giveToken(url, authorization, response);
    else if (!mayAsk(asked, authorization)) {
      const name = /^\/v2\/(.*)\/(?:blobs|manifests|referrers)\//.exec(url.pathname)?.[1];
      const scope = name === undefined ? "" : `,scope="repository:${name}:pull"`;
      const realm = `Bearer realm="http://${registry.host}/token",service="test"${scope}`;
      response.writeHead(401, { "www-authenticate": realm }).end('{"errors":[{"code":"UNAUTHORIZED"}]}');
    } else {
      const { authorization: _, ...headers } = asked.headers;
      const [hostname, port] = behind.split(":");
      const options = { hostname, port, path: asked.url, method: asked.method, headers };
      const onward = request(options, answer => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      onward.on("error", () => response.destroy());
      asked.pipe(onward);
    }
  });
  const port = await listen(server);
  registry.host = `127.0.0.1:${port}`;
  return registry;
}

const BASIC = `Basic ${Buffer.from(`${WRITER.user}:${WRITER.token}`).toString("base64")}`;

function giveToken(url: URL, authorization: string | undefined, response: ServerResponse): void {
  const scope = url.searchParams.get("scope") ?? "";
  const isWriting = scope.endsWith("push");
  const isRefused = authorization === undefined ? isWriting : authorization !== BASIC;
  if (isRefused) response.writeHead(401).end('{"errors":[{"code":"DENIED"}]}');
  else response.end(JSON.stringify({ token: Buffer.from(scope).toString("base64url") }));
}

function mayAsk({ method, url }: IncomingMessage, authorization = ""): boolean {
  const token = /^Bearer (.*)$/.exec(authorization)?.[1];
  if (token === undefined) return false;
  const [, name, rights] = Buffer.from(token, "base64url").toString().split(":");
  const isRead = method === "GET" || method === "HEAD";
  return url!.startsWith(`/v2/${name}/`) && (isRead || rights === "pull,push");
}

/** Runs `skopeo`, which knows nothing of this computer's user, while the test's servers go on. */
export async function runSkopeo(...words: string[]): Promise<string> {
  const home = makeFolder();
  const child = spawn("skopeo", ["--insecure-policy", "--tmpdir", home, ...words], {
    env: { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: home },
  });
  const { status, stdout, stderr } = await awaitEnd(child);
  if (status !== 0) throw new Error(`skopeo ${words.join(" ")}: ${stderr}`);
  return stdout;
}
