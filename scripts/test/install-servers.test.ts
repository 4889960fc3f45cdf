import { spawn } from "node:child_process";
import { hash, randomBytes } from "node:crypto";
import { cpSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { packTar, type TarEntry } from "modern-tar";
import { expect, test } from "vitest";
import { expectEach, expectRefused, listLeftovers, PAK, readTree } from "./hardship.ts";
import { awaitEnd, startPak } from "./pak.ts";
import { type Answer, startRegistry } from "./registry.ts";
import { makeFolder } from "./repository.ts";
import { aTarball, startUpstream, type UpstreamPackage } from "./upstream.ts";

const TARBALL = "beta/-/beta-1.0.0.tgz";

/** Bytes that don't compress. */
const BIG = randomBytes(300_000).toString("base64");

/** A catalog of alpha, gamma and others, and an application that has alpha; no answer may take half a second. */
async function startBoth(others: Readonly<Record<string, UpstreamPackage>>) {
  const upstream = await startUpstream({
    ...{ alpha: { versions: { "1.0.0": {} } }, gamma: { versions: { "1.0.0": {} } } },
    ...others,
  });
  const environment: Record<string, string> = { ...upstream.environment, npm_config_fetch_timeout: "400" };
  const app = makeFolder();
  expect(await startPak(app, ["install", "alpha"], environment)).toMatchObject({ status: 0 });
  return { ...upstream, environment, app };
}

/** A copy of the application and of its person's home, so that several can be tried at once. */
function copyBoth(
  { environment, app }: Pick<Awaited<ReturnType<typeof startBoth>>, "environment" | "app">,
  changed: Record<string, string>,
) {
  const [copy, home] = [makeFolder(), makeFolder()];
  cpSync(app, copy, { recursive: true });
  cpSync(environment.PAK_HOME!, home, { recursive: true });
  return {
    app: copy,
    cache: join(home, "paks"),
    environment: { ...environment, PAK_HOME: home, ...changed },
  };
}

/** That beta, or another, can't be had, and all is as it was: gamma, which could be, is not installed either. */
async function expectNothing(
  { environment, app, cache }: ReturnType<typeof copyBoth>,
  status: number,
  code: string,
  name = "beta",
): Promise<void> {
  const before = readTree(app);
  expectRefused(await startPak(app, ["install", "gamma", name], environment), status, code);
  expect(readTree(app)).toEqual(before);
  expect(Object.keys(readTree(cache)).filter(path => path.startsWith(name))).toEqual([]);
  expect(listLeftovers(cache)).toEqual([]);
}

/** The right tarball, which the registry had before. */
function answerOf(upstream: Awaited<ReturnType<typeof startBoth>>) {
  return upstream.registry.answers.get(TARBALL) as (request: unknown, response: ServerResponse) => void;
}

function pour(response: ServerResponse): void {
  const bytes = Buffer.alloc(1 << 20);
  const more = () => {
    while (!response.destroyed && response.write(bytes));
  };
  response.on("drain", more);
  more();
}

/** What the registry does; exit and code; how often it is asked. */
const TROUBLES: [string, Answer, number, string, number | undefined][] = [
  ["never answers", () => undefined, 5, "NETWORK", 3],
  ["answers 503 forever", (_, response) => void response.writeHead(503).end(), 5, "NETWORK", 3],
  ["has none", (_, response) => void response.writeHead(404).end(), 5, "SOURCE_FETCH", 1],
  ["asks for a password", (_, response) => void response.writeHead(401).end(), 5, "SOURCE_FETCH", 1],
  ["sends other bytes", (_, response) => void response.end("other"), 3, "SOURCE_DIGEST", 1],
  ["sends nothing", (_, response) => void response.end(), 3, "SOURCE_DIGEST", 1],
  [
    "breaks off in the middle",
    (_, response) => {
      response.writeHead(200, { "content-length": "100000" }).write("half");
      setTimeout(() => response.destroy(), 20);
    },
    5,
    "NETWORK",
    3,
  ],
  ["sends without end", (_, response) => pour(response), 5, "TOO_LARGE|NETWORK", undefined],
  [
    "sends on in a circle",
    (request, response) => void response.writeHead(302, { location: request.url! }).end(),
    5,
    "NETWORK",
    undefined,
  ],
];

test("a registry that does not send what was recorded", async () => {
  const both = await startBoth({ beta: { versions: { "1.0.0": {} } } });
  const bytes = await aTarball({ "dist/beta.js": "// beta 1.0.0\n" });
  await expectEach(TROUBLES, async ([_what, answer, status, code, times]) => {
    const registry = await startRegistry();
    registry.answers.set(TARBALL, answer);
    for (const name of ["alpha", "gamma"]) {
      const path = `${name}/-/${name}-1.0.0.tgz`;
      registry.answers.set(path, both.registry.answers.get(path)!);
    }
    const own = copyBoth(both, { npm_config_registry: registry.address });
    await expectNothing(own, status, `(?:${code})`);
    if (times !== undefined) expect(registry.log.filter(line => line === TARBALL)).toHaveLength(times);
    registry.answers.set(TARBALL, (_, response) => void response.end(bytes));
    expect(await startPak(own.app, ["install", "beta"], own.environment)).toMatchObject({
      ...{ status: 0, stderr: "" },
      stdout: "+ beta 1.0.0\n1 package installed, 1 package here already\n",
    });
  });
});

test("a registry that is busy is asked again when it says", async () => {
  const both = await startBoth({ beta: { versions: { "1.0.0": { files: { "dist/beta.js": BIG } } } } });
  const right = answerOf(both);
  const times: number[] = [];
  both.registry.answers.set(TARBALL, (request, response) => {
    times.push(performance.now());
    if (times.length === 1) response.writeHead(429, { "retry-after": "1" }).end();
    else if (times.length === 2) response.writeHead(200, { "content-length": "9" }).destroy();
    else right(request, response);
  });
  const environment = { ...both.environment, npm_config_fetch_retry_maxtimeout: "2000" };
  expect(await startPak(both.app, ["install", "beta"], environment)).toMatchObject({ status: 0, stderr: "" });
  expect(times[1]! - times[0]!).toBeGreaterThan(950);
});

test("a catalog that never answers is not asked for what the lock file and the cache have", async () => {
  const { app, environment, registry } = await startBoth({ beta: { versions: { "1.0.0": {} } } });
  const silent = await startRegistry();
  // Whatever it is asked for.
  silent.answers.get = () => () => undefined;
  const right = readTree(app);
  for (const folder of ["paks", "lib"]) rmSync(join(app, folder), { recursive: true });
  registry.log.length = 0;
  const ran = await startPak(app, ["install"], { ...environment, PAK_CATALOG: silent.address });
  expect(ran).toMatchObject({ status: 0, stderr: "", stdout: "+ alpha 1.0.0\n1 package installed\n" });
  expect([readTree(app), silent.log, registry.log]).toEqual([right, [], []]);
});

const MEMBERS: [string, string, TarEntry][] = [
  ["leads outside", "ARCHIVE_TRAVERSAL", { header: { name: "package/../../x", size: 1 }, body: "x" }],
  ["is absolute", "ARCHIVE_[A-Z_]+", { header: { name: "/etc/pak-x", size: 1 }, body: "x" }],
  [
    "is a link",
    "ARCHIVE_LINK",
    { header: { name: "package/x", size: 0, type: "symlink", linkname: "/etc" } },
  ],
  ["sets up git", "ARCHIVE_GIT_DIR", { header: { name: "package/.git/hooks/x", size: 1 }, body: "x" }],
];

test("a recorded tarball with a member that no package may have", async () => {
  const bad = await Promise.all(
    MEMBERS.map(async ([what, code, member], at) => {
      const first: TarEntry = { header: { name: "package/dist/a.js", size: 1 }, body: "a" };
      const bytes = gzipSync(await packTar([first, member]));
      return [what, `bad${at}`, code, bytes] as const;
    }),
  );
  const both = await startBoth(
    Object.fromEntries(
      bad.map(([, name, , bytes]) => {
        const integrity = `sha512-${hash("sha512", bytes, "base64")}`;
        return [name, { versions: { "1.0.0": { integrity } } }];
      }),
    ),
  );
  await expectEach(bad, async ([, name, code, bytes]) => {
    both.registry.answers.set(`${name}/-/${name}-1.0.0.tgz`, (_, response) => void response.end(bytes));
    await expectNothing(copyBoth(both, {}), 3, code, name);
  });
});

test("an interrupted download", async () => {
  const both = await startBoth({ beta: { versions: { "1.0.0": {} } } });
  const right = answerOf(both);
  const before = readTree(both.app);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const begun = new Promise<void>(resolve =>
      both.registry.answers.set(TARBALL, (_, response) => {
        response.writeHead(200, { "content-length": "1000" }).write("begin");
        resolve();
      }),
    );
    const environment = { ...both.environment, npm_config_fetch_timeout: "60000" };
    const child = spawn(process.execPath, [PAK, "install", "beta"], { cwd: both.app, env: environment });
    const ended = awaitEnd(child);
    await begun;
    child.kill(signal);
    expect(await ended).toMatchObject({ stdout: "", stderr: "" });
    expect(child.signalCode).toBe(signal);
    const { "paks/.lock": _lock, ...after } = readTree(both.app);
    expect(after).toEqual(before);
  }
  both.registry.answers.set(TARBALL, right);
  const ran = await startPak(both.app, ["install", "beta"], both.environment);
  expect(ran).toMatchObject({ status: 0, stderr: "" });
  expect([both.app, both.cache].flatMap(listLeftovers)).toEqual([]);
});
