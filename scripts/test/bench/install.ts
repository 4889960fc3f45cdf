import { hash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import { startServer } from "../../io/site/static-server.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../catalog.ts";
import { type Cost, measure } from "./measure.ts";

const PACKAGES = 20;
const FILES = 40;
const VERSION = "1.2.3";

/** What one package is: the same tarball for npm and for Pak. */
interface Package {
  readonly name: string;
  readonly tarball: Buffer;
  readonly integrity: string;
}

/**
 * Installs 20 packages of 40 files each, some 10 KB, into an empty folder from a warm cache and a lock file: `pak
 * install` against `npm install --offline`, in turns.
 *
 * @param pak the command and the words before the verb
 */
export async function benchInstall(
  place: string,
  pak: readonly string[],
): Promise<{ pak: Cost; npm: Cost; again: Cost }> {
  const packages = await Promise.all(Array.from({ length: PACKAGES }, (_, at) => makePackage(at)));
  const registry = createServer((request, response) => {
    const name = request.url!.split("/")[1]!;
    // npm keeps only what an answer lets it keep.
    response.setHeader("cache-control", "public, max-age=300");
    const found = packages.find(one => one.name === name);
    if (found === undefined) response.writeHead(404).end("{}");
    else if (request.url!.endsWith(".tgz")) response.end(found.tarball);
    else response.end(JSON.stringify(buildPackument(found, `http://${request.headers.host}`)));
  });
  await new Promise<void>(resolve => registry.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
  const root = join(place, "install");
  const catalog = join(root, "catalog");
  const dependencies = Object.fromEntries(packages.map(({ name }) => [name, `^${VERSION}`]));
  const entries = packages.map(({ name, integrity }) => {
    return { entry: anEntry({ name }), releases: [aRelease(VERSION, { integrity })] };
  });
  write(catalog, { ...settingsFile(), ...catalogFiles(...entries) });
  await measure(catalog, [...pak, "sign"]);
  const server = await startServer({ folder: join(catalog, ".pak/published/current/public"), port: 0 });
  const environment = {
    PAK_HOME: join(root, "home"),
    PAK_CATALOG: server.url,
    npm_config_registry: address,
    npm_config_cache: join(root, "npm-cache"),
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
    npm_config_omit_lockfile_registry_resolved: "false",
  };
  write(join(root, "pak"), { "pak.json": JSON.stringify({ name: "bench", import: true, dependencies }) });
  write(join(root, "npm"), {
    "package.json": JSON.stringify({ name: "bench", version: "1.0.0", dependencies }),
  });
  const installByPak = () => measure(join(root, "pak"), [...pak, "install"], environment);
  const installByNpm = (...words: string[]) =>
    measure(join(root, "npm"), ["npm", "install", ...words], environment);
  await installByPak();
  await installByNpm();
  await server.close();
  registry.closeAllConnections();
  registry.close();
  const costs: { pak: Cost; npm: Cost; again: Cost }[] = [];
  for (let run = 0; run < 5; run++) {
    for (const folder of ["pak/paks", "pak/lib", "npm/node_modules"])
      rmSync(join(root, folder), { recursive: true, force: true });
    costs.push({
      pak: await installByPak(),
      npm: await installByNpm("--offline"),
      again: await installByPak(),
    });
  }
  const middle = (kind: "pak" | "npm" | "again") =>
    costs.map(cost => cost[kind]).sort((a, b) => a.time - b.time)[costs.length >> 1]!;
  return { pak: middle("pak"), npm: middle("npm"), again: middle("again") };
}

async function makePackage(at: number): Promise<Package> {
  const name = `synthetic-${at}`;
  const texts = Array.from({ length: FILES }, (_, file) => {
    const line = `export const value${file} = ${JSON.stringify(hash("sha512", `${at}/${file}`, "base64"))};\n`;
    return [`package/dist/part${file % 4}/file${file}.js`, line.repeat(100)] as const;
  });
  const own = ["package/package.json", JSON.stringify({ name, version: VERSION })] as const;
  const members = [own, ...texts].map(([path, body]) => {
    return { header: { name: path, size: body.length, mtime: new Date(0) }, body };
  });
  const tarball = gzipSync(await packTar(members));
  return { name, tarball, integrity: `sha512-${hash("sha512", tarball, "base64")}` };
}

function buildPackument({ name, integrity }: Package, address: string): object {
  const dist = { tarball: `${address}/${name}/-/${name}-${VERSION}.tgz`, integrity };
  return {
    name,
    "dist-tags": { latest: VERSION },
    versions: { [VERSION]: { name, version: VERSION, dist } },
  };
}

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
