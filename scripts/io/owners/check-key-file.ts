import { type Finding, finding } from "../../model/finding.ts";
import { keyPath, parsePath } from "../../model/name/paths.ts";
import { readBlobs, type TreeChange } from "../git/objects.ts";

/** Bytes of the longest public key file: an Ed25519 key has one, an RSA key with many signatures ten. */
const LONGEST = 32_768;

/**
 * Checks the key files of a change between two commits. A publisher adds a key for an entry of the same change;
 * a key that is there already is changed under a maintainer's eyes, because other entries may rest on it.
 *
 * @param used fingerprints that the changed entries and recoveries name
 */
export async function checkKeyChanges(given: {
  readonly root: string;
  /** What the catalog would hold. */
  readonly tree: string;
  readonly changes: readonly TreeChange[];
  readonly used: ReadonlySet<string>;
  readonly isMaintainer: boolean;
}): Promise<Finding[]> {
  const { root, tree, changes, used, isMaintainer } = given;
  const findings: Finding[] = [];
  for (const { path, status } of changes) {
    const parsed = parsePath(path);
    if (parsed?.kind !== "key" || status === "deleted") continue;
    const [bytes] = readBlobs(root, [`${tree}:${path}`]);
    findings.push(...(await checkKeyFile(parsed.name, bytes ?? Buffer.alloc(0))));
    if (isMaintainer) continue;
    if (status === "modified") findings.push(makeChangedFinding(path));
    else if (!used.has(parsed.name)) findings.push(makeUnusedFinding(path));
  }
  return findings;
}

function makeChangedFinding(file: string): Finding {
  return finding("KEY_CHANGED", "a key that is here already is changed", {
    file,
    severity: "held",
    expected: "the key as it is",
    fix: "leave the file out, or ask a maintainer to look at what changed in it",
  });
}

function makeUnusedFinding(file: string): Finding {
  return finding("KEY_UNUSED", "no entry of this change is owned by this key", {
    file,
    expected: "the key of an owner of the changed entry",
    fix: "name the key among the entry's owners, or leave the file out",
  });
}

/** Checks that a file in `catalog/keys/` is the one public key it is named after, and nothing secret. */
export async function checkKeyFile(fingerprint: string, bytes: Uint8Array): Promise<Finding[]> {
  const refuse = (code: string, message: string, expected: string, fix: string) => [
    finding(code, message, { file: keyPath(fingerprint), expected, fix }),
  ];
  const again = `gpg --armor --export ${fingerprint} > ${keyPath(fingerprint)}`;
  if (bytes.length > LONGEST) {
    return refuse(
      "KEY_TOO_LARGE",
      `the key has ${bytes.length} bytes`,
      `at most ${LONGEST}`,
      `gpg --armor --export-options export-minimal --export ${fingerprint} > ${keyPath(fingerprint)}`,
    );
  }
  const openpgp = await import("openpgp");
  const text = Buffer.from(bytes).toString();
  const keys = await openpgp.readKeys({ armoredKeys: text }).catch(() => []);
  const [key, ...others] = keys;
  if (key === undefined || others.length > 0 || text.split("-----BEGIN ").length !== 2) {
    return refuse("KEY_SYNTAX", "the file is not one armored OpenPGP key", "one public key", again);
  }
  if (key.isPrivate()) {
    return refuse(
      "KEY_PRIVATE",
      "the file holds a private key: whoever has seen it can sign as its owner",
      "the public key",
      "revoke this key, make another, and publish that one's public part",
    );
  }
  const actual = key.getFingerprint().toUpperCase();
  return actual === fingerprint
    ? []
    : refuse("KEY_FINGERPRINT", `the key in the file is ${actual}`, fingerprint, again);
}
