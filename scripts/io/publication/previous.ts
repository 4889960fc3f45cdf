import { headPath, indexPath, LATEST_PATH, signaturePath } from "../../model/published/paths.ts";
import type { Head, IndexFile, RoleName, Root } from "../../model/trust/trust.ts";
import { askGit, findCommit } from "../git/git.ts";

/** A signed file of the publication before, byte for byte. */
export interface SignedFile<Document> {
  readonly document: Document;
  readonly text: string;
  /** Fingerprint to armored signature, of those keys that the present root accepts for the role. */
  readonly signatures: ReadonlyMap<string, string>;
}

/** The trust files a new publication follows: its versions count on from these. */
export interface Previous {
  readonly head: SignedFile<Head>;
  readonly index: SignedFile<IndexFile>;
}

/** Reads a published file by its path; `undefined` when there is none. */
export type PublishedReader = (path: string) => Uint8Array | undefined;

/**
 * What was published before, or `undefined` for the first publication of a catalog. Nothing is trusted for
 * it: versions only have to grow, and what is kept is verified by its signature like everything else.
 */
export function readPrevious(read: PublishedReader, catalog: string, root: Root): Previous | undefined {
  const version = Number(readText(read, LATEST_PATH)?.trim());
  const head = readSigned<Head>(read, headPath(version), "head", root);
  if (head === undefined || head.document.catalog !== catalog) return undefined;
  const index = readSigned<IndexFile>(read, indexPath(head.document.index.version), "index", root);
  return index === undefined ? undefined : { head, index };
}

function readSigned<Document>(
  read: PublishedReader,
  path: string,
  role: RoleName,
  root: Root,
): SignedFile<Document> | undefined {
  const text = readText(read, path);
  const document = text === undefined ? undefined : parseDocument<Document>(text);
  if (text === undefined || document === undefined) return undefined;
  const signatures = new Map<string, string>();
  for (const fingerprint of root.roles[role].fprs) {
    const signature = readText(read, signaturePath(path, fingerprint));
    if (signature !== undefined) signatures.set(fingerprint, signature);
  }
  return { document, text, signatures };
}

/** What is no JSON was written by nobody here: it counts as missing, and all is signed anew. */
function parseDocument<Document>(text: string): Document | undefined {
  try {
    return JSON.parse(text) as Document;
  } catch {
    return undefined;
  }
}

function readText(read: PublishedReader, path: string): string | undefined {
  const bytes = read(path);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

/** Where the publication before may lie in git: the fetched branch first. */
const BRANCHES = ["refs/remotes/origin/published", "refs/heads/published"];

/** Reads from the newest commit of the branch `published`; `undefined` when this clone has none. */
export function openPublishedBranch(root: string): PublishedReader | undefined {
  const commit = BRANCHES.map(branch => findCommit(root, branch)).find(found => found !== undefined);
  if (commit === undefined) return undefined;
  return path => {
    const answer = askGit(root, ["cat-file", "blob", `${commit}:${path}`]);
    return answer.status === 0 ? answer.stdout : undefined;
  };
}
