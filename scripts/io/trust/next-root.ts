import { hash } from "node:crypto";
import { PakError } from "../../errors.ts";
import { rootPath, signaturePath, trustKeyPath } from "../../model/published/paths.ts";
import { renderRoot } from "../../model/trust/render.ts";
import { ROOT_DAYS, type Root } from "../../model/trust/trust.ts";
import type { SigningKey } from "./signatures.ts";
import { parseNewest } from "./trust.ts";

/** The next root and where its files go, below `site/`. */
export interface NextRoot {
  readonly version: number;
  /** Of the key that got the role. */
  readonly fingerprint: string;
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Makes the next root, in which one other key has a role. The root role stays with its keys, so a signature
 * of theirs meets both thresholds (design, section 8).
 *
 * @throws PakError KEY when the signer does not have the root role alone, or the public key can't be read
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
  const roles = { ...before.roles, [role]: { threshold: 1, fprs: [fingerprint] } };
  const used = new Set(Object.values(roles).flatMap(each => each.fprs));
  const keys = { ...before.keys, [fingerprint]: hash("sha256", publicKey) };
  const root: Root = {
    type: before.type,
    spec: before.spec,
    catalog: before.catalog,
    version: before.version + 1,
    expires: `${new Date(now.getTime() + ROOT_DAYS * 86_400_000).toISOString().slice(0, 19)}Z`,
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
    if (key.isPrivate()) throw new Error("private");
    return key.getFingerprint().toUpperCase();
  } catch {
    throw new PakError("KEY", "the file is no armored public key", {
      fix: "export it with: gpg --armor --export FINGERPRINT",
    });
  }
}
