import { hash } from "node:crypto";
import { binPath, headPath, indexPath, LATEST_PATH, signaturePath } from "../../model/published/paths.ts";
import { renderInstant } from "../../model/text/instant.ts";
import { renderBin, renderHead, renderIndex } from "../../model/trust/render.ts";
import {
  type FileDigest,
  HEAD_DAYS,
  type Head,
  INDEX_DAYS,
  type IndexFile,
  type RoleName,
  SPEC,
} from "../../model/trust/trust.ts";
import type { Trust } from "../trust/trust.ts";
import type { Previous, SignedFile } from "./previous.ts";

const DAY = 86_400_000;

/** A head younger than this is kept when nothing changed, so that signing twice changes nothing. */
const HEAD_FRESH = DAY / 2;

/** An unchanged index is signed anew when less than this is left of its life. */
const INDEX_RENEWAL = 30 * DAY;

/** What a publication's trust files are made from. */
export interface TrustOrder {
  readonly catalog: string;
  readonly commit: string;
  readonly prefix: number;
  /** Prefix digits to the bin's digest. */
  readonly bins: Readonly<Record<string, FileDigest>>;
  readonly previous: Previous | undefined;
  readonly trust: Trust;
  readonly now: Date;
}

/** The files to write, in the order in which a reader may see them: index, head, `latest` last. */
export interface TrustFiles {
  readonly files: ReadonlyMap<string, string>;
  readonly index: IndexFile;
  readonly head: Head;
  readonly isNewIndex: boolean;
  readonly isNewHead: boolean;
}

/** Signs an index over the bins and a head over the index; keeps what already says the same and is still fresh. */
export async function buildTrustFiles(order: TrustOrder): Promise<TrustFiles> {
  const { previous, trust, now } = order;
  const index =
    (await keepIndex(order)) ?? (await signFile(trust, "index", makeIndex(order), renderIndex, now));
  const isNewIndex = index !== previous?.index;
  const head =
    (isNewIndex ? undefined : keepHead(order)) ??
    (await signFile(trust, "head", makeHead(order, index), renderHead, now));
  const files = new Map<string, string>([
    ...listSigned(indexPath(index.document.version), index),
    ...listSigned(headPath(head.document.version), head),
    [LATEST_PATH, `${head.document.version}\n`],
  ]);
  return {
    files,
    index: index.document,
    head: head.document,
    isNewIndex,
    isNewHead: head !== previous?.head,
  };
}

/** A bin's bytes and where they go. */
export function buildBin(prefix: string, names: Readonly<Record<string, FileDigest>>) {
  const text = renderBin({ type: "bin", prefix, names });
  const digest: FileDigest = { sha256: hash("sha256", text), length: Buffer.byteLength(text) };
  return { path: binPath(digest.sha256), text, digest };
}

/** The hex digits that pick a name's bin. */
export function binDigits(name: string, prefix: number): string {
  return hash("sha256", name).slice(0, prefix);
}

async function keepIndex({ catalog, commit, prefix, bins, previous, trust, now }: TrustOrder) {
  const index = previous?.index;
  if (index === undefined || !hasThreshold(trust, "index", index)) return undefined;
  const { document } = index;
  const isSame =
    document.catalog === catalog &&
    document.commit === commit &&
    document.prefix === prefix &&
    JSON.stringify(document.bins) === JSON.stringify(bins);
  return isSame && Date.parse(document.expires) - now.getTime() > INDEX_RENEWAL ? index : undefined;
}

function keepHead({ previous, trust, now }: TrustOrder): SignedFile<Head> | undefined {
  const head = previous?.head;
  if (head === undefined || !hasThreshold(trust, "head", head)) return undefined;
  const age = now.getTime() - Date.parse(head.document.issued);
  const isFresh = age >= 0 && age < HEAD_FRESH;
  return isFresh && head.document.root_version === trust.current.version ? head : undefined;
}

function hasThreshold(trust: Trust, role: RoleName, file: SignedFile<unknown>): boolean {
  return file.signatures.size >= trust.current.roles[role].threshold;
}

function makeIndex({ catalog, commit, prefix, bins, previous, now }: TrustOrder): IndexFile {
  return {
    type: "index",
    spec: SPEC,
    catalog,
    version: (previous?.index.document.version ?? 0) + 1,
    issued: renderDate(now),
    expires: renderDate(now, INDEX_DAYS),
    commit,
    prefix,
    bins,
  };
}

function makeHead({ catalog, previous, trust, now }: TrustOrder, index: SignedFile<IndexFile>): Head {
  return {
    type: "head",
    spec: SPEC,
    catalog,
    version: (previous?.head.document.version ?? 0) + 1,
    issued: renderDate(now),
    expires: renderDate(now, HEAD_DAYS),
    root_version: trust.current.version,
    index: {
      version: index.document.version,
      sha256: hash("sha256", index.text),
      length: Buffer.byteLength(index.text),
    },
  };
}

async function signFile<Document>(
  trust: Trust,
  role: RoleName,
  document: Document,
  render: (document: Document) => string,
  now: Date,
): Promise<SignedFile<Document>> {
  const text = render(document);
  return { document, text, signatures: await trust.sign(role, Buffer.from(text), now) };
}

function* listSigned(path: string, file: SignedFile<unknown>): Iterable<[string, string]> {
  yield [path, file.text];
  for (const [fingerprint, armored] of file.signatures) yield [signaturePath(path, fingerprint), armored];
}

/** RFC 3339 with seconds, `days` later. */
function renderDate(now: Date, days = 0): string {
  return renderInstant(new Date(now.getTime() + days * DAY));
}
