import { PakError } from "./errors.ts";
import { fetchEarlyPackage, followAliases, hasKept, readPackage } from "./io/trust/lookup.ts";
import { type Mirror, openMirror } from "./io/trust/mirror.ts";
import { openReader, type TrustReader } from "./io/trust/reader.ts";
import { type Trusted, updateTrust } from "./io/trust/session.ts";
import { findNames } from "./io/trust/shards.ts";
import { loadState } from "./io/trust/state.ts";
import { openMemoryStore, type Store } from "./io/trust/store.ts";
import { type Verification, verifyAll } from "./io/trust/verify-all.ts";
import { isName } from "./model/name/name.ts";
import type { PackageDocument } from "./model/published/package-document.ts";

export { PakError } from "./errors.ts";
export type { Store } from "./io/trust/store.ts";
export type { PackageDocument } from "./model/published/package-document.ts";

/** How a catalog is read. Everything works the same in Node and in a browser. */
export interface CatalogOptions {
  /** The published site. */
  readonly url: string;
  /** Other places with the same files, tried in order when one fails. */
  readonly mirrors?: readonly string[];
  /** Where verified files are kept; absent: in memory, until the program ends. */
  readonly store?: Store;
  /** Primary fingerprint of a key that signed root 1: pins the first contact. Absent: trust on first use. */
  readonly rootFingerprint?: string;
  /** Asks nobody; answers from the store alone. */
  readonly offline?: boolean;
  /** Uses what was last verified even after it expired. */
  readonly allowStale?: boolean;
  readonly fetch?: typeof fetch;
  /** The time at which everything is judged; fixed once for all that this object does. */
  readonly now: Date;
}

/** What proves an answer. */
export interface Proof {
  readonly catalog: string;
  /** The mirror that answered. */
  readonly url: string;
  readonly root: number;
  readonly index: number;
  readonly head: number;
  /** When the head was signed, UTC. */
  readonly issued: string;
  /** Seconds since then. */
  readonly age: number;
  readonly isDevelopment: boolean;
  /** Whether the answer comes from the store because no mirror could be used, or none was asked. */
  readonly isStale: boolean;
  /** Why no mirror could be used. */
  readonly problem?: string;
  /** Fingerprints of the index's signers. */
  readonly signedBy: readonly string[];
}

/** A package, verified byte for byte. */
export interface Found {
  /** What was asked for. */
  readonly document: PackageDocument;
  /** For an alias: the names on the way, and the package at its end. Else none, and the document itself. */
  readonly hops: readonly string[];
  readonly resolved: PackageDocument;
  readonly proof: Proof;
}

/** A run with one mirror, or with the store alone. */
interface Session {
  readonly trusted: Trusted;
  readonly reader: TrustReader | undefined;
  readonly proof: Proof;
}

/** What is to be done in a session; a package may have been asked for before it was open. */
type Work<Result> = (session: Session, early?: ReturnType<typeof fetchEarlyPackage>) => Promise<Result>;

/** After one of these the mirror may have been in the middle of a publication: `latest` is read once more. */
const TORN = /^(?:ENTRY|BIN|INDEX|HEAD)_(?:DIGEST|LENGTH|FETCH)$/;

/**
 * A catalog that is read over HTTP and proves what it says (design, section 8).
 *
 * Every method throws `PakError`: an integrity code when a mirror lies or is torn, NETWORK when none answers,
 * STALE when only expired state is left, NOT_FOUND when the index proves that a name does not exist.
 */
export class Catalog {
  readonly #options: CatalogOptions;
  readonly #store: Store;
  readonly #mirrors: readonly Mirror[];

  constructor(options: CatalogOptions) {
    this.#options = options;
    this.#store = options.store ?? openMemoryStore();
    const fetcher = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.#mirrors = [options.url, ...(options.mirrors ?? [])].map(url => openMirror(url, fetcher));
  }

  /** Finds a package by its name and follows aliases; each hop is verified. */
  async find(name: string): Promise<Found> {
    if (!isName(name)) throw new PakError("NOT_FOUND", `${JSON.stringify(name)} can't be a name`);
    return this.#run(async (session, early) => {
      const read = (asked: string) =>
        readPackage({
          ...session,
          store: this.#store,
          index: session.trusted.index,
          name: asked,
          early: asked === name ? early : undefined,
        });
      const document = await read(name);
      return { document, ...(await followAliases(document, read)), proof: session.proof };
    }, name);
  }

  /**
   * Finds packages by words. The search index is only a hint: each package in the answer was verified, and
   * what can't be verified is left out.
   */
  async search(words: string, limit = 20): Promise<{ found: readonly PackageDocument[]; proof: Proof }> {
    return this.#run(async session => {
      const names = await findNames(session.reader, this.#store, words, limit);
      const read = (name: string) =>
        readPackage({ ...session, store: this.#store, index: session.trusted.index, name }).catch(
          (error: unknown) => {
            // A hint may name what is gone; a lie about bytes is none.
            if (error instanceof PakError && error.code === "NOT_FOUND") return undefined;
            throw error;
          },
        );
      const found = await Promise.all(names.map(read));
      return { found: found.filter(document => document !== undefined), proof: session.proof };
    });
  }

  /** Verifies a whole publication: every root, the head, the index, every bin and every package. */
  async verify(progress?: (done: number, all: number) => void): Promise<Verification & { proof: Proof }> {
    if (this.#options.offline) {
      throw new PakError("USAGE", "verifying a whole publication needs a mirror", {
        fix: "run it without --offline",
      });
    }
    return this.#ask(async ({ trusted, reader, proof }) => {
      const { index, root } = trusted;
      return { ...(await verifyAll({ reader: reader!, index, root, progress })), proof };
    });
  }

  /** Asks the mirrors, and when none can be used answers from what is kept. */
  async #run<Result>(work: Work<Result>, name?: string): Promise<Result> {
    let problem: PakError | undefined;
    try {
      if (!this.#options.offline) return await this.#ask(work, name);
    } catch (error) {
      if (!(error instanceof PakError) || error.code === "NOT_FOUND") throw error;
      problem = error;
    }
    const kept = await this.#openKept(problem);
    try {
      return await work(kept);
    } catch (error) {
      throw problem ?? error;
    }
  }

  /** Tries each mirror in order, a torn one twice. */
  async #ask<Result>(work: Work<Result>, name?: string): Promise<Result> {
    let problem: PakError | undefined;
    for (const mirror of this.#mirrors) {
      for (let attempt = 1; attempt <= 2; attempt++) {
        try {
          const reader = openReader(mirror, this.#store, this.#options.now);
          const early =
            name === undefined || (await hasKept(this.#store, name))
              ? undefined
              : fetchEarlyPackage(reader, name);
          return await work(await this.#open(mirror), attempt === 1 ? early : undefined);
        } catch (error) {
          if (!(error instanceof PakError) || error.code === "NOT_FOUND") throw error;
          // The first integrity error tells more than a later mirror's silence.
          if (problem === undefined || problem.code === "NETWORK") problem = error;
          if (!TORN.test(error.code)) break;
        }
      }
    }
    throw problem;
  }

  async #open(mirror: Mirror): Promise<Session> {
    const { now, rootFingerprint } = this.#options;
    const pin = rootFingerprint === undefined ? {} : { rootFingerprint };
    const trusted = await updateTrust({ mirror, store: this.#store, now, ...pin });
    return {
      trusted,
      reader: openReader(mirror, this.#store, now),
      proof: this.#prove(trusted, mirror.url, false),
    };
  }

  /** The last good state, until it expires, or for ever when the reader says so. */
  async #openKept(problem: PakError | undefined): Promise<Session> {
    const kept = await loadState(this.#store);
    if (kept?.trusted === undefined) {
      throw (
        problem ??
        new PakError("STALE", "nothing of this catalog is kept here yet", {
          fix: "run it once without --offline",
        })
      );
    }
    const { trusted } = kept;
    const expired = [trusted.head, trusted.index, trusted.root].find(
      file => Date.parse(file.expires) <= this.#options.now.getTime(),
    );
    if (expired !== undefined && !this.#options.allowStale) {
      throw (
        problem ??
        new PakError("STALE", `what is kept here expired at ${expired.expires}`, {
          fix: "read it again from a mirror, or use --allow-stale",
        })
      );
    }
    return {
      trusted,
      reader: undefined,
      proof: this.#prove(trusted, kept.url ?? this.#options.url, true, problem),
    };
  }

  #prove({ root, head, index, signedBy }: Trusted, url: string, isStale: boolean, problem?: PakError): Proof {
    return {
      catalog: root.catalog,
      url,
      root: root.version,
      index: index.version,
      head: head.version,
      issued: head.issued,
      age: Math.max(0, Math.round((this.#options.now.getTime() - Date.parse(head.issued)) / 1000)),
      isDevelopment: root.development === true,
      isStale,
      ...(problem === undefined ? {} : { problem: `${problem.code} ${problem.message}` }),
      signedBy,
    };
  }
}
