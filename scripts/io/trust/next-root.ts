import { hash } from "node:crypto";
import { PakError } from "../../errors.ts";
import { FINGERPRINT } from "../../model/entry/owners.ts";
import { rootPath, signaturePath, trustKeyPath } from "../../model/published/paths.ts";
import { renderInstant } from "../../model/text/instant.ts";
import { renderRoot } from "../../model/trust/render.ts";
import { ROOT_DAYS, type Root } from "../../model/trust/trust.ts";
import type { SigningKey } from "./signatures.ts";
import { parseNewest, parseRoots } from "./trust.ts";

/** The next root and where its files go, below `site/`. */
export interface NextRoot {
  readonly version: number;
  /** Of the key that got the role. */
  readonly fingerprint: string;
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Makes the next root, in which one other key has a role. The root role stays with its keys, so a signature
 * of theirs meets both thresholds (design, section 8). The public key may be published already with other
 * bytes, which these replace, unless a root was signed by it: newcomers still read that root's pinned bytes.
 *
 * @throws PakError KEY when the signer does not have the root role alone, or the public key can't be read or
 *   would replace a root's own
 */
export async function splitRole(given: {
  readonly files: ReadonlyMap<string, string>;
  readonly role: "index" | "head";
  readonly publicKey: string;
  readonly signer: SigningKey;
  readonly now: Date;
}): Promise<NextRoot> {
  const { files, role, publicKey, signer, now } = given;
  const before = parseNewest(files);
  const { threshold, fprs } = before.roles.root;
  if (threshold !== 1 || !fprs.includes(signer.fingerprint)) {
    throw new PakError("KEY", `the configured key ${signer.fingerprint} can't sign a root alone`, {
      fix: `configure one of ${fprs.join(", ")}`,
    });
  }
  const fingerprint = await readFingerprint(publicKey);
  const digest = hash("sha256", publicKey);
  const own = parseRoots(files).filter(({ roles }) => roles.root.fprs.includes(fingerprint));
  if (own.some(root => root.keys[fingerprint] !== digest)) {
    throw new PakError("KEY", `${fingerprint} is a root's own key, and published with other bytes`, {
      fix: `give the file that is published: site/${trustKeyPath(fingerprint)}`,
    });
  }
  const roles = { ...before.roles, [role]: { threshold: 1, fprs: [fingerprint] } };
  const used = new Set(Object.values(roles).flatMap(each => each.fprs));
  const keys = { ...before.keys, [fingerprint]: digest };
  const root: Root = {
    type: before.type,
    spec: before.spec,
    catalog: before.catalog,
    version: before.version + 1,
    expires: renderInstant(new Date(now.getTime() + ROOT_DAYS * 86_400_000)),
    keys: Object.fromEntries(Object.entries(keys).filter(([key]) => used.has(key))),
    roles,
  };
  const text = renderRoot(root);
  const path = rootPath(root.version);
  return {
    version: root.version,
    fingerprint,
    files: new Map([
      [trustKeyPath(fingerprint), publicKey],
      [path, text],
      [signaturePath(path, signer.fingerprint), await signer.sign(Buffer.from(text), now)],
    ]),
  };
}

async function readFingerprint(publicKey: string): Promise<string> {
  const openpgp = await import("openpgp");
  try {
    const key = await openpgp.readKey({ armoredKey: publicKey });
    const fingerprint = key.getFingerprint().toUpperCase();
    if (key.isPrivate() || !FINGERPRINT.test(fingerprint)) throw new Error("private, or not of version 4");
    return fingerprint;
  } catch {
    throw new PakError("KEY", "the file is no armored public key of version 4", {
      fix: "export it with: gpg --armor --export FINGERPRINT",
    });
  }
}
