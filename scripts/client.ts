import { PakError } from "./errors.ts";
import { type Resolved, resolveRequests } from "./io/install/resolve-requests.ts";
import { followAliases, readPackage } from "./io/trust/lookup.ts";
import { type CatalogOptions, Mirrors, type Proof, type Session } from "./io/trust/mirrors.ts";
import { findNames } from "./io/trust/shards.ts";
import { type Verification, verifyAll } from "./io/trust/verify-all.ts";
import type { Located } from "./model/install/known.ts";
import { EMPTY_LOCK } from "./model/install/lock.ts";
import type { LeftOut, ResolvedPackage } from "./model/install/resolve.ts";
import type { JsonObject } from "./model/json.ts";
import { blend } from "./model/manifest/blend.ts";
import { buildManifest } from "./model/manifest/manifest.ts";
import { isName } from "./model/name/name.ts";
import type { PackageDocument } from "./model/published/package-document.ts";
import { latestOf } from "./model/release/latest.ts";
import type { Release } from "./model/release/release.ts";

export { type ErrorCode, PakError } from "./errors.ts";
export type { CatalogOptions, Proof } from "./io/trust/mirrors.ts";
export type { Store } from "./io/trust/store.ts";
export type { Verification } from "./io/trust/verify-all.ts";
export type { Entry } from "./model/entry/entry.ts";
export type { Located } from "./model/install/known.ts";
export type { Asker } from "./model/install/resolution/asker.ts";
export type { LeftOut, ResolvedPackage } from "./model/install/resolve.ts";
export type { Json, JsonObject } from "./model/json.ts";
export { blend } from "./model/manifest/blend.ts";
export type { Override } from "./model/override/override.ts";
export type { PackageDocument } from "./model/published/package-document.ts";
export type { Release } from "./model/release/release.ts";
export { accepts } from "./model/version/expression.ts";

/** A package, verified byte for byte. */
export interface Found {
  /** What was asked for. */
  readonly document: PackageDocument;
  /** For an alias: the names on the way, and the package at its end. Else none, and the document itself. */
  readonly hops: readonly string[];
  readonly resolved: PackageDocument;
  /** Covers the document and every hop: all are from one index. */
  readonly proof: Proof;
}

/**
 * A catalog that is read over HTTP and proves what it says (design, section 8).
 *
 * Every method throws `PakError`: an integrity code when a mirror lies or is torn, NETWORK when none answers,
 * STALE when only expired state is left, NOT_FOUND when the index proves that a name does not exist.
 */
export class Catalog {
  readonly #options: CatalogOptions;
  readonly #mirrors: Mirrors;

  /** Asks nobody yet. */
  constructor(options: CatalogOptions) {
    this.#options = options;
    this.#mirrors = new Mirrors(options);
  }

  /**
   * Finds a package by its name and follows aliases; each hop is verified (design, section 8, steps 1 to 8).
   *
   * @throws PakError NOT_FOUND also for what can't be a name, which nobody is asked for, and for an alias that
   *   ends nowhere
   */
  async find(name: string): Promise<Found> {
    if (!isName(name)) throw new PakError("NOT_FOUND", `${JSON.stringify(name)} can't be a name`);
    return this.#mirrors.run(async (session, early) => {
      const read = (asked: string) => this.#read(session, asked, asked === name ? early : undefined);
      const document = await read(name);
      return { document, ...(await followAliases(document, read)), proof: session.proof };
    }, name);
  }

  /**
   * The package that a name leads to, as an installer asks for it; `undefined` when the index proves that the catalog
   * has no such name.
   */
  async locate(name: string): Promise<Located | undefined> {
    return isName(name) ? this.#mirrors.run(session => this.#locate(session, name)) : undefined;
  }

  /**
   * Finds packages by words. The search index is only a hint: each package in the answer was verified, and
   * what the index does not have is left out.
   *
   * @param words as a person types them; a package fits when it has each of them, or the beginning of one
   * @param limit packages at most
   * @returns best first; none is no error
   */
  async search(words: string, limit = 20): Promise<{ found: readonly PackageDocument[]; proof: Proof }> {
    return this.#mirrors.run(async session => {
      const names = await findNames(session.reader, this.#mirrors.store, words, limit);
      // A hint may name what is gone; a lie about bytes is none.
      const found = await Promise.all(names.map(name => ignoreMissing(this.#read(session, name))));
      return { found: found.filter(document => document !== undefined), proof: session.proof };
    });
  }

  /**
   * Chooses one version of each package that is needed, so that everybody who asks accepts it: newest first,
   * dependencies by what the catalog recorded and corrected, nothing downloaded but verified documents.
   *
   * @param dependencies name to version expression, as in an application's `pak.json`
   * @returns by name; optional dependencies of packages play no part
   * @throws PakError CONFLICT when two who ask can't agree, with both in the message; RETRACTED when what was
   *   chosen is withdrawn; NOT_FOUND when somebody asks for what is not in the catalog, or for no version of it
   */
  async resolve(dependencies: Readonly<Record<string, string>>): Promise<{
    packages: readonly ResolvedPackage[];
    /** Alias to the package that it leads to; none that nobody asked for. */
    aliases: Readonly<Record<string, string>>;
    /** What is optional and can't be had. */
    leftOut: readonly LeftOut[];
    proof: Proof;
  }> {
    return this.#mirrors.run(async session => {
      const { choices, aliases, leftOut } = await this.#resolve(session, dependencies);
      const packages = [...choices.values()];
      return { packages, aliases: Object.fromEntries(aliases), leftOut, proof: session.proof };
    });
  }

  /**
   * The manifest of a release: made from the entry and what was recorded, corrected by the catalog's override, then
   * by changes of one's own in their order. What only the package's own manifest says is not in it.
   *
   * @param version exactly as recorded; absent: the one to recommend
   * @param changes fields with or without a blend prefix (design, section 5); `blend` says what each does
   * @returns aliases followed: the manifest is that of the package at their end
   * @throws PakError NOT_FOUND also when there is no such release
   */
  async blend(
    name: string,
    version?: string,
    changes: readonly JsonObject[] = [],
  ): Promise<{ manifest: JsonObject; release: Release; proof: Proof }> {
    const { resolved, proof } = await this.find(name);
    const { entry, releases, override } = resolved;
    const release =
      version === undefined ? latestOf(releases) : releases.find(candidate => candidate.version === version);
    if (release === undefined) {
      throw new PakError("NOT_FOUND", `${name} has no recorded version ${version ?? "yet"}`);
    }
    const manifest = changes.reduce<JsonObject>(
      (blended, change) => blend(blended, change),
      buildManifest(entry, release, override),
    );
    return { manifest, release, proof };
  }

  /**
   * Verifies a whole publication: every root, the head, the index, every bin and every package.
   *
   * @param progress told how many bins are done, and how many there are
   * @returns what a bin or a package lacks, as `failures`
   * @throws PakError what is wrong with root, head or index; USAGE offline
   */
  async verify(progress?: (done: number, all: number) => void): Promise<Verification & { proof: Proof }> {
    if (this.#options.offline) {
      throw new PakError("USAGE", "verifying a whole publication needs a mirror", {
        fix: "run it without --offline",
      });
    }
    return this.#mirrors.ask(async ({ trusted, reader, proof }) => {
      const { index, root } = trusted;
      return { ...(await verifyAll({ reader: reader!, index, root, progress })), proof };
    });
  }

  #read(session: Session, name: string, early?: Parameters<typeof readPackage>[0]["early"]) {
    const { store } = this.#mirrors;
    return readPackage({ ...session, store, index: session.trusted.index, name, early });
  }

  async #locate(session: Session, name: string): Promise<Located | undefined> {
    const read = (asked: string) => this.#read(session, asked);
    const document = await ignoreMissing(read(name));
    if (document === undefined) return undefined;
    const { hops, resolved } = await followAliases(document, read);
    const retracted = (document.entry.retracted ?? resolved.entry.retracted)?.reason;
    const located = { name: resolved.name, hops, catalog: session.proof.catalog, document: resolved };
    return retracted === undefined ? located : { ...located, retracted };
  }

  #resolve(session: Session, dependencies: Readonly<Record<string, string>>): Promise<Resolved> {
    return resolveRequests({
      requests: Object.entries(dependencies).map(([name, expression]) => {
        return { name, expression, isOptional: false };
      }),
      locate: asked => this.#locate(session, asked),
      lock: EMPTY_LOCK,
      refreshed: "all",
      personal: () => [],
      withOptional: false,
    });
  }
}

/** What an index proves not to exist is no error. */
function ignoreMissing<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  return promise.catch((error: unknown) => {
    if (error instanceof PakError && error.code === "NOT_FOUND") return undefined;
    throw error;
  });
}
