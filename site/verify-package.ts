import { Catalog, type Found, PakError, type Release } from "../scripts/client.ts";
import { renderAge } from "../scripts/io/output/proof.ts";
import { digestOf, encode } from "../scripts/io/trust/reader.ts";
import { loadState } from "../scripts/io/trust/state.ts";
import { openMemoryStore, type Store } from "../scripts/io/trust/store.ts";
import { latestOf } from "../scripts/model/release/latest.ts";

/** What a page tells its reader about a package. */
export interface Shown {
  /** The version in the heading; empty when there is none. */
  readonly version: string;
  readonly endpoint: string;
  /** Versions with their digests, newest first: as many as the page lists. */
  readonly releases: readonly string[];
  /** How many there are in all. */
  readonly count: number;
}

/** What came of a verification, in words. */
export interface Verdict {
  readonly title: string;
  readonly isGood: boolean;
  /** What was looked at, and what was found. */
  readonly facts: readonly (readonly [string, string])[];
  readonly notes: readonly string[];
}

/**
 * Verifies a package from the first root down to its bytes with the code of the library, and compares what the
 * page shows with what is signed. Nothing is kept: each time is a first contact.
 *
 * @param url the catalog's address
 */
export async function verifyPackage(given: {
  readonly url: string;
  readonly name: string;
  readonly shown: Shown;
  readonly now: Date;
}): Promise<Verdict> {
  const { url, name, shown, now } = given;
  const store = openMemoryStore();
  try {
    const found = await new Catalog({ url, store, now }).find(name);
    return await describe(found, shown, store);
  } catch (error) {
    if (!(error instanceof PakError)) throw error;
    const { code, message, fix } = error;
    return {
      title: "Not verified",
      isGood: false,
      facts: [[code, message], ...(fix === undefined ? [] : [["What helps", fix] as const])],
      notes: ["Do not rely on what this page says until it can be verified."],
    };
  }
}

async function describe(found: Found, shown: Shown, store: Store): Promise<Verdict> {
  const { document, hops, proof } = found;
  const differences = compare(document.entry.endpoint, document.releases, shown);
  const isGood = differences.length === 0;
  const kept = await loadState(store);
  const bytes = encode((await store.read(`packages/${document.name}.json`)) ?? "");
  const until = kept?.trusted === undefined ? "" : `, valid until ${kept.trusted.head.expires}`;
  const signers = kept?.headServed?.signers ?? [];
  return {
    title: isGood ? "Verified in this browser" : "This page differs from what is signed",
    isGood,
    facts: [
      ["This page", isGood ? listAgreed(shown) : differences.join("; ")],
      ["Package", `the SHA-256 of its ${bytes.length} bytes is the signed one, ${await digestOf(bytes)}`],
      ...(hops.length === 0
        ? []
        : [["Alias", `${[document.name, ...hops].join(" → ")}; each was verified`] as const]),
      [
        "Index",
        `index ${proof.index} of the catalog ${proof.catalog}, signed by ${proof.signedBy.join(", ")}`,
      ],
      [
        "Head",
        `head ${proof.head}, signed by ${[...new Set(signers)].join(", ")} at ${proof.issued}, ${renderAge(proof.age)} ago${until}`,
      ],
      [
        "Root",
        proof.root === 1
          ? "root 1, signed by its own key"
          : `roots 1 to ${proof.root}, each signed by the keys of the one before`,
      ],
    ],
    notes: [
      ...(proof.isDevelopment
        ? ["Signed by a development key: it proves only that this comes from that computer."]
        : []),
      "This page and its script come from the same place as the files. pak proves more: it remembers what it has seen, and can be told the fingerprint that root 1 must have.",
    ],
  };
}

function listAgreed({ version, releases, count }: Shown): string {
  if (count === 0) return "the address is the signed one; no release is recorded";
  const listed = `${releases.length} of ${count} ${count === 1 ? "release" : "releases"}`;
  return `${version === "" ? "" : `version ${version}, `}the address and the digests of ${listed} are the signed ones`;
}

/** What the page shows otherwise than it is signed, as clauses. */
function compare(endpoint: string, releases: readonly Release[], shown: Shown): string[] {
  const version = latestOf(releases)?.version ?? "";
  const signed = releases.map(({ version, integrity, tree }) => `${version} ${integrity ?? tree ?? ""}`);
  const other = shown.releases.find((release, at) => release !== signed[at]);
  return [
    ...(shown.version === version
      ? []
      : [`it shows version ${shown.version || "none"}, signed is ${version || "none"}`]),
    ...(shown.endpoint === endpoint ? [] : [`it shows the address ${shown.endpoint}, signed is ${endpoint}`]),
    ...(other === undefined ? [] : [`it lists ${other}, which is not what is signed in that place`]),
    ...(shown.count === releases.length
      ? []
      : [`it counts ${shown.count} releases, signed are ${releases.length}`]),
  ];
}
