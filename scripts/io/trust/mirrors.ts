import { PakError } from "../../errors.ts";
import { fetchEarlyPackage, hasKept } from "./lookup.ts";
import { type Mirror, openMirror } from "./mirror.ts";
import { openReader, type TrustReader } from "./reader.ts";
import { type Trusted, updateTrust } from "./session.ts";
import { loadState } from "./state.ts";
import { openMemoryStore, type Store } from "./store.ts";

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

/** A run with one mirror, or with the store alone. */
export interface Session {
  readonly trusted: Trusted;
  readonly reader: TrustReader | undefined;
  readonly proof: Proof;
}

/** What is to be done in a session; a package may have been asked for before it was open. */
export type Work<Result> = (
  session: Session,
  early?: ReturnType<typeof fetchEarlyPackage>,
) => Promise<Result>;

/** What the catalog itself answers: asking another mirror changes nothing. */
const ANSWERS: ReadonlySet<string> = new Set(["NOT_FOUND", "CONFLICT", "RETRACTED"]);

/** After one of these the mirror may have been in the middle of a publication: `latest` is read once more. */
const TORN = /^(?:ENTRY|BIN|INDEX|HEAD)_(?:DIGEST|LENGTH|FETCH)$/;

/** All places where one catalog is published, and what was verified of it before. */
export class Mirrors {
  readonly store: Store;
  readonly #options: CatalogOptions;
  readonly #mirrors: readonly Mirror[];
  /** Since the time is fixed, so is what is trusted: it is brought up to date once. */
  readonly #open = new Map<Mirror, Promise<Session>>();

  constructor(options: CatalogOptions) {
    this.#options = options;
    this.store = options.store ?? openMemoryStore();
    const fetcher = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.#mirrors = [options.url, ...(options.mirrors ?? [])].map(url => openMirror(url, fetcher));
  }

  /** Asks the mirrors, and when none can be used answers from what is kept. */
  async run<Result>(work: Work<Result>, name?: string): Promise<Result> {
    let problem: PakError | undefined;
    try {
      if (!this.#options.offline) return await this.ask(work, name);
    } catch (error) {
      if (!(error instanceof PakError) || ANSWERS.has(error.code)) throw error;
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
  async ask<Result>(work: Work<Result>, name?: string): Promise<Result> {
    let problem: PakError | undefined;
    for (const mirror of this.#mirrors) {
      for (let attempt = 1; attempt <= 2; attempt++) {
        try {
          const early = attempt === 1 ? await this.#fetchEarly(mirror, name) : undefined;
          return await work(await this.#openOnce(mirror), early?.promise);
        } catch (error) {
          if (!(error instanceof PakError) || ANSWERS.has(error.code)) throw error;
          this.#open.delete(mirror);
          // The first integrity error tells more than a later mirror's silence.
          if (problem === undefined || problem.code === "NETWORK") problem = error;
          if (!TORN.test(error.code)) break;
        }
      }
    }
    throw problem;
  }

  async #fetchEarly(mirror: Mirror, name: string | undefined) {
    if (name === undefined || this.#open.has(mirror) || (await hasKept(this.store, name))) return undefined;
    return { promise: fetchEarlyPackage(openReader(mirror, this.store, this.#options.now), name) };
  }

  #openOnce(mirror: Mirror): Promise<Session> {
    const open = this.#open.get(mirror) ?? this.#openAnew(mirror);
    this.#open.set(mirror, open);
    return open;
  }

  async #openAnew(mirror: Mirror): Promise<Session> {
    const { now, rootFingerprint } = this.#options;
    const pin = rootFingerprint === undefined ? {} : { rootFingerprint };
    const trusted = await updateTrust({ mirror, store: this.store, now, ...pin });
    return {
      trusted,
      reader: openReader(mirror, this.store, now),
      proof: this.#prove(trusted, mirror.url, false),
    };
  }

  /** The last good state, until it expires, or for ever when the reader says so. */
  async #openKept(problem: PakError | undefined): Promise<Session> {
    const kept = await loadState(this.store);
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
