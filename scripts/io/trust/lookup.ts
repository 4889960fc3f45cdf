import { PakError } from "../../errors.ts";
import { MOST_HOPS } from "../../model/entry/alias.ts";
import { parseEndpoint } from "../../model/entry/endpoint.ts";
import { isPackageDocument } from "../../model/published/is-package.ts";
import type { PackageDocument } from "../../model/published/package-document.ts";
import { binPath, packagePath } from "../../model/published/paths.ts";
import {
  acceptBin,
  binOf,
  packageOf,
  requirePackageDigest,
  requirePackageName,
  type Served,
} from "../../model/trust/client.ts";
import type { Bin, FileDigest, IndexFile } from "../../model/trust/trust.ts";
import { digestOf, encode, type TrustReader } from "./reader.ts";
import type { Store } from "./store.ts";

/** More than any package document can have: an entry, its releases and its override. */
const LARGEST_PACKAGE = 2_097_152;

/** A package document that was asked for before its digest is known. */
export type EarlyPackage = Promise<Served | undefined>;

/** Asks for a package beside `latest`: its path depends on its name alone. */
export function fetchEarlyPackage(reader: TrustReader, name: string): EarlyPackage {
  const early = reader.fetchPlain(packagePath(name), "ENTRY", LARGEST_PACKAGE);
  early.catch(() => undefined);
  return early;
}

/**
 * Steps 6 and 7 of design section 8: a package that the index vouches for.
 *
 * @param reader absent: only what the store has is used
 * @throws PakError NOT_FOUND when the index proves that there is no such name
 */
export async function readPackage(given: {
  readonly reader: TrustReader | undefined;
  readonly store: Store;
  readonly index: IndexFile;
  readonly name: string;
  readonly early?: EarlyPackage | undefined;
}): Promise<PackageDocument> {
  const { reader, store, index, name, early } = given;
  const digits = (await digestOf(encode(name))).slice(0, index.prefix);
  const expected = binOf(index, digits);
  const bin = expected && (await readBin(reader, store, digits, expected));
  const digest = bin && packageOf(bin, name);
  if (digest === undefined) {
    throw new PakError(
      "NOT_FOUND",
      `${name} is not in the catalog ${index.catalog} (proved by index ${index.version})`,
      {
        fix: `look for it: pak search ${name}`,
      },
    );
  }
  return fetchPackage({ reader, store, digest, name, early });
}

/** Where an alias leads: the names on the way, and the package at its end; for any other, none and itself. */
export async function followAliases(
  document: PackageDocument,
  read: (name: string) => Promise<PackageDocument>,
): Promise<{ hops: readonly string[]; resolved: PackageDocument }> {
  const hops: string[] = [];
  let resolved = document;
  for (let target = targetOf(resolved); target !== undefined; target = targetOf(resolved)) {
    if (hops.includes(target) || hops.length === MOST_HOPS)
      throw new PakError("NOT_FOUND", `the alias ${document.name} ends nowhere`);
    hops.push(target);
    resolved = await read(target);
  }
  return { hops, resolved };
}

function targetOf({ entry }: PackageDocument): string | undefined {
  const endpoint = parseEndpoint(entry.endpoint);
  return endpoint?.kind === "alias" && endpoint.source === "pak" ? endpoint.name : undefined;
}

/** A package's document, from the store when its bytes are still those that are signed, else from the mirror. */
export async function fetchPackage(given: {
  readonly reader: TrustReader | undefined;
  readonly store: Store;
  readonly digest: FileDigest;
  readonly name: string;
  readonly early?: EarlyPackage | undefined;
}): Promise<PackageDocument> {
  const { reader, store, digest, name, early } = given;
  const path = `packages/${name}.json`;
  const kept = await readKept(store, path, digest);
  const served = kept ?? (await (early ?? reader?.fetchPlain(packagePath(name), "ENTRY", digest.length)));
  if (served === undefined) throw new PakError("ENTRY_FETCH", `the package ${name} is missing`);
  requirePackageDigest(digest, served, name);
  const document = parsePackage(served.text, name);
  requirePackageName(document, name);
  if (kept === undefined) await store.write(path, served.text);
  return document;
}

/** A package that the store has, for deciding whether to ask for it early. */
export async function hasKept(store: Store, name: string): Promise<boolean> {
  return (await store.read(`packages/${name}.json`)) !== undefined;
}

/** A bin of the index, from the store when its bytes are still those that are signed. */
export async function readBin(
  reader: TrustReader | undefined,
  store: Store,
  digits: string,
  expected: FileDigest,
): Promise<Bin> {
  const path = `bins/${digits || "all"}.json`;
  const kept = await readKept(store, path, expected);
  const served = kept ?? (await reader?.fetchPlain(binPath(expected.sha256), "BIN", expected.length));
  if (served === undefined) throw new PakError("BIN_FETCH", `the bin ${digits} is missing`);
  const bin = acceptBin(expected, digits, served);
  if (kept === undefined) await store.write(path, served.text);
  return bin;
}

async function readKept(store: Store, path: string, expected: FileDigest): Promise<Served | undefined> {
  const text = await store.read(path);
  if (text === undefined) return undefined;
  const bytes = encode(text);
  const sha256 = await digestOf(bytes);
  return sha256 === expected.sha256 ? { text, sha256, length: bytes.length, signers: [] } : undefined;
}

function parsePackage(text: string, name: string): PackageDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new PakError("ENTRY_SYNTAX", `the package ${name} is no JSON`, { cause });
  }
  if (isPackageDocument(document)) return document;
  throw new PakError("ENTRY_SCHEMA", `the package ${name} has a shape that this program does not know`, {
    fix: "update pak",
  });
}
