import { hash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { anEntry, catalogFiles, settingsFile } from "../catalog.ts";
import { type Cost, measure } from "./measure.ts";

/** Half of them npm packages, half repositories of github.com. */
const ENDPOINTS = 1_000;

const COMMIT = "a".repeat(40);

/** What a refresh cost, and what the server saw of it. */
export interface RefreshCost {
  readonly cost: Cost;
  /** For each endpoint. */
  readonly requests: number;
  /** Of all requests, those that told what was known. */
  readonly conditional: number;
  /** Files of the catalog that were written. */
  readonly written: number;
}

/**
 * Refreshes 1,000 endpoints against a server on loopback: the first time, again with nothing new, and beside it a bare
 * program that asks for the same addresses.
 *
 * @param pak the command and the words before the verb
 * @param bare the command that asks for the addresses in a file
 */
export async function benchRefresh(
  place: string,
  pak: readonly string[],
  bare: readonly string[],
): Promise<{ first: RefreshCost; again: RefreshCost; bare: Cost }> {
  const root = join(place, "refresh");
  const names = Array.from({ length: ENDPOINTS }, (_, at) => `synthetic-${at}`);
  const isNpm = (at: number) => at % 2 === 0;
  const address = await startUpstreams();
  write(root, {
    ...settingsFile(),
    ...catalogFiles(
      ...names.map((name, at) => {
        if (isNpm(at)) return { entry: anEntry({ name }) };
        const endpoint = `https://github.com/acme/${name}.git`;
        return { entry: anEntry({ name, endpoint }), releases: [aRecorded()] };
      }),
    ),
    ".gitignore": ".pak/\n",
    "home/settings.json": JSON.stringify({ replace: { "https://github.com/": `${address.url}git/` } }),
  });
  await measure(root, ["git", "init", "--quiet"]);
  const environment = {
    PAK_HOME: join(root, "home"),
    GITHUB_API_URL: `${address.url}api`,
    GITHUB_TOKEN: "token",
    npm_config_registry: `${address.url}npm/`,
  };
  const runOnce = async (): Promise<RefreshCost> => {
    await measure(root, ["git", "add", "--all"]);
    address.log.length = 0;
    const cost = await measure(root, [...pak, "refresh"], environment);
    const changed = await measure(root, ["git", "status", "--porcelain", "--", "catalog"]);
    return {
      cost,
      requests: address.log.length / ENDPOINTS,
      conditional: address.log.filter(Boolean).length / address.log.length,
      written: changed.stdout.split("\n").filter(line => /^.[M?]/.test(line)).length,
    };
  };
  const first = await runOnce();
  const again = await runOnce();
  const asked = names.map(
    (name, at) => `${address.url}${isNpm(at) ? `npm/${name}` : `api/repos/acme/${name}`}`,
  );
  writeFileSync(join(place, "addresses.json"), JSON.stringify(asked));
  const cost = await measure(root, [...bare, join(place, "addresses.json")]);
  address.close();
  return { first, again, bare: cost };
}

function aRecorded() {
  return {
    version: "1.0.0",
    published: "2026-06-01T00:00:00Z",
    tag: "v1.0.0",
    commit: COMMIT,
    tree: `h1:${hash("sha256", "", "base64")}`,
  };
}

/** npm's registry, GitHub's API and git's protocol 2, as far as a refresh asks them. */
async function startUpstreams() {
  /** For each request, whether it was a conditional one. */
  const log: boolean[] = [];
  const line = (text: string) => `${(Buffer.byteLength(text) + 5).toString(16).padStart(4, "0")}${text}\n`;
  const answer = (path: string): object | string => {
    const [kind, ...rest] = path.slice(1).split("/");
    const name = rest.at(-1) ?? "";
    if (kind === "api") {
      const facts = { id: 7, owner: { id: 9 }, pushed_at: "2026-06-01T00:00:00Z", default_branch: "main" };
      return { ...facts, full_name: `acme/${name}` };
    }
    if (path.includes("/info/refs"))
      return `${line("# service=git-upload-pack")}0000${line("version 2")}${line("ls-refs")}0000`;
    if (kind === "git") return `${line(`${COMMIT} refs/tags/v1.0.0`)}0000`;
    if (path.endsWith(".tgz")) return name;
    const integrity = `sha512-${hash("sha512", `${name}-1.0.0.tgz`, "base64")}`;
    return {
      name,
      versions: { "1.0.0": { name, version: "1.0.0", dist: { integrity } } },
      time: { "1.0.0": "2026-06-01T00:00:00.000Z" },
    };
  };
  const server = createServer((request, response) => {
    const path = request.url!.split("?")[0]!;
    const told = answer(path);
    const body = typeof told === "string" ? told : JSON.stringify(told);
    const etag = `"${hash("sha256", body)}"`;
    log.push(request.headers["if-none-match"] !== undefined);
    if (request.headers["if-none-match"] === etag) response.writeHead(304, { etag }).end();
    else request.resume().on("end", () => response.writeHead(200, { etag }).end(body));
  });
  await new Promise<void>(done => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, log, close };
}

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
