import { hash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import { onTestFinished } from "vitest";
import { startServer } from "../io/site/static-server.ts";
import type { Entry } from "../model/entry/entry.ts";
import type { Override } from "../model/override/override.ts";
import type { Release } from "../model/release/release.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { anNpmEnvironment, type Registry, startRegistry } from "./registry.ts";
import { makeFolder, writeFiles } from "./repository.ts";
import { signCatalog } from "./world.ts";

/** One version of an npm package: its files, and what the catalog records beside its digest. */
export interface UpstreamVersion extends Partial<Release> {
  /** Path inside the package to text. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A package of a catalog whose source lies in npm's registry; without versions an entry alone. */
export interface UpstreamPackage {
  readonly entry?: Partial<Entry>;
  /** Newest first. */
  readonly versions?: Readonly<Record<string, UpstreamVersion>>;
  readonly override?: Override;
}

/** A signed catalog and the registry that its packages come from, both on loopback until the test ends. */
export interface Upstream {
  /** The catalog's address. */
  readonly url: string;
  readonly registry: Registry;
  /** For `runPak` and `startPak`: names both, and a home of its own that stays. */
  readonly environment: Record<string, string>;
  /** Where packages are cached. */
  readonly cache: string;
  /** The folder of the signed JSON, and the way to stop serving it. */
  readonly folder: string;
  close(): Promise<void>;
}

/** A tarball of npm's kind: everything in the folder `package`. */
export async function aTarball(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const members = Object.entries(files).map(([path, text]) => ({
    header: { name: `package/${path}`, size: Buffer.byteLength(text), mode: 0o644, mtime: new Date(0) },
    body: text,
  }));
  return gzipSync(await packTar(members));
}

/** A catalog's folder, and the registry that its packages come from, until the test ends. */
export interface CatalogFolder {
  readonly root: string;
  readonly registry: Registry;
  /** Names the registry, and a home of its own that stays. */
  readonly environment: Record<string, string>;
}

/** Makes a catalog of these packages that nobody has signed; a package's default file is `dist/NAME.js`. */
export async function startCatalogFolder(
  packages: Readonly<Record<string, UpstreamPackage>>,
  settings: object = {},
): Promise<CatalogFolder> {
  const registry = await startRegistry();
  const committed: Parameters<typeof catalogFiles>[number][] = [];
  for (const [name, { entry, versions = {}, override }] of Object.entries(packages)) {
    const releases: Release[] = [];
    for (const [version, { files, ...fields }] of Object.entries(versions)) {
      const bytes = await aTarball(files ?? { [`dist/${name}.js`]: `// ${name} ${version}\n` });
      registry.answers.set(`${name}/-/${name}-${version}.tgz`, (_, response) => void response.end(bytes));
      releases.push(aRelease(version, { integrity: `sha512-${hash("sha512", bytes, "base64")}`, ...fields }));
    }
    committed.push({
      entry: anEntry({ name, ...entry }),
      ...(releases.length === 0 ? {} : { releases }),
      ...(override === undefined ? {} : { override }),
    });
  }
  const root = makeFolder();
  writeFiles(root, { ...settingsFile(settings), ...catalogFiles(...committed) });
  const home = makeFolder();
  mkdirSync(join(home, "paks"));
  const known = Object.entries(anNpmEnvironment({ npm_config_registry: registry.address })).flatMap(
    ([key, value]) => (value === undefined ? [] : [[key, value] as const]),
  );
  return { root, registry, environment: { ...Object.fromEntries(known), PAK_HOME: home } };
}

/** Starts a catalog of these packages, signed and served. */
export async function startUpstream(
  packages: Readonly<Record<string, UpstreamPackage>>,
  options: { readonly now?: Date } = {},
): Promise<Upstream> {
  const { root, registry, environment } = await startCatalogFolder(packages);
  const { folder, findings } = await signCatalog(root, { now: options.now ?? new Date(Date.now() - 60_000) });
  if (folder === "") throw new Error(`the test's catalog is wrong: ${JSON.stringify(findings)}`);
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  return {
    url: server.url,
    registry,
    environment: { ...environment, PAK_CATALOG: server.url },
    cache: join(environment.PAK_HOME!, "paks"),
    folder,
    close: server.close,
  };
}
