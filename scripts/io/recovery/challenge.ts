import { hash, randomInt } from "node:crypto";
import { trustKeyPath } from "../../model/published/paths.ts";
import { CODE_DAYS } from "../../model/recovery/deadlines.ts";
import {
  CODE_LETTERS,
  parseCode,
  type Recovery,
  type RecoveryChallenge,
  renderChallengeText,
  renderCodeText,
} from "../../model/recovery/recovery.ts";
import { renderInstant } from "../../model/text/instant.ts";
import { listTree, readBlobs } from "../git/objects.ts";
import { parseNewest } from "../trust/trust.ts";
import { isSignedBy } from "../trust/verify-signature.ts";

const CODE_LENGTH = 20;

/** The digest that a challenge records of a code. */
export function digestCode(catalog: string, recovery: Recovery, code: string): string {
  return hash("sha256", renderCodeText(catalog, recovery, code));
}

/**
 * Makes a one-time code of 100 random bits, and the challenge that records it.
 *
 * @param sign gives an armored detached signature by the maintainer's key
 */
export async function makeChallenge(given: {
  readonly catalog: string;
  readonly recovery: Recovery;
  readonly now: Date;
  sign(bytes: Uint8Array): Promise<string>;
}): Promise<{ code: string; challenge: RecoveryChallenge }> {
  const { catalog, recovery, now, sign } = given;
  const letters = Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]);
  const code = parseCode(letters.join(""))!;
  const sha256 = digestCode(catalog, recovery, code);
  const expires = renderInstant(new Date(now.getTime() + CODE_DAYS * 86_400_000));
  const armored = await sign(Buffer.from(renderChallengeText(catalog, recovery, { sha256, expires })));
  const signature = `${armored.replaceAll("\r\n", "\n").trim()}\n`;
  return { code, challenge: { sha256, expires, signature } };
}

/**
 * Whether a key that signs the catalog's index signed a recovery's challenge. The root is the newest that a commit
 * holds; true when it holds none, as there is no key to go by then.
 */
export async function isChallengeSigned(given: {
  readonly root: string;
  /** The commit that the root is read from. */
  readonly commit: string;
  readonly catalog: string;
  readonly recovery: Recovery;
  readonly now: Date;
}): Promise<boolean> {
  const { root, commit, catalog, recovery, now } = given;
  if (recovery.challenge === undefined) return false;
  const files = readCommittedRoots(root, commit);
  if (files.size === 0) return true;
  const trusted = parseNewest(files);
  const bytes = Buffer.from(renderChallengeText(catalog, recovery, recovery.challenge));
  for (const fingerprint of trusted.roles.index.fprs) {
    const keyText = files.get(trustKeyPath(fingerprint));
    if (keyText === undefined || hash("sha256", keyText) !== trusted.keys[fingerprint]) continue;
    if (await isSignedBy({ bytes, armored: recovery.challenge.signature, keyText, now, fingerprint }))
      return true;
  }
  return false;
}

/** The root and key files that a commit holds below `site/`, path to text. */
function readCommittedRoots(root: string, commit: string): Map<string, string> {
  const files = listTree(root, commit, ["site/trust/root", "site/trust/keys"]);
  const blobs = readBlobs(
    root,
    files.map(({ id }) => id),
  );
  return new Map(files.map(({ path }, at) => [path.slice("site/".length), (blobs[at] ?? "").toString()]));
}
