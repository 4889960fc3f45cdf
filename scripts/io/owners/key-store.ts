import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { writeAtomically } from "../disk/atomic.ts";
import { readText } from "../disk/read-text.ts";
import { makeKey, openKey, type SigningKey } from "../trust/signatures.ts";

/** Characters of the shortest passphrase (design, section 9). */
export const SHORTEST_PASSPHRASE = 8;

/** Which key is to sign, and how it is unlocked. */
export interface KeyWish {
  /** PAK_HOME, absolute: keys lie in `keys/FINGERPRINT.asc`, for their owner's eyes only. */
  readonly home: string;
  /** An armored private key, in place of a kept one. */
  readonly armored?: string;
  /** Fingerprints that would do, best first: those of an entry's owners. */
  readonly wanted: readonly string[];
  /** `kept`: one of the wanted that is kept, and no other; `new`: that, else a new one. Absent: as below. */
  readonly choice?: "kept" | "new";
  /** Who the key is for: a kept key of this address does when none is wanted, else a new one is made. */
  readonly name: string;
  readonly email: string;
  readonly now: Date;
  /** Look only: a key that has to be made is not locked, and nobody is asked for its passphrase. */
  readonly isDry?: boolean;
  /** Asked once, for a key that is locked or new; what it gives for a new key was typed twice. */
  readPassphrase(of: { readonly isNew: boolean; readonly fingerprint?: string }): Promise<string>;
}

/** A key that signs. */
export interface OwnerKey extends SigningKey {
  /** Keeps a key that was made just now, locked, and gives its file; absent for a key that was there. */
  keep?(): string;
}

/**
 * Opens the key that an owner signs with: the given one, a kept key that the entry names, a kept key of the
 * address, or a new one, which is kept once somebody says so.
 *
 * @throws PakError KEY or READ when there is no usable key, PASSPHRASE when it stays locked
 */
export async function openOwnerKey(wish: KeyWish): Promise<OwnerKey> {
  if (wish.armored !== undefined) return unlock(wish, wish.armored);
  const kept = wish.wanted.map(fingerprint => keyFile(wish.home, fingerprint)).find(file => existsSync(file));
  if (kept !== undefined) return unlock(wish, readText(kept));
  if (wish.choice === "kept") {
    throw new PakError("KEY", `the key ${wish.wanted.join(" or ")} is not kept here`, {
      fix: "run it where the key is kept, or name its file: --key FILE",
    });
  }
  const own = wish.choice === "new" ? undefined : await findByEmail(wish);
  return own === undefined ? makeOwnerKey(wish) : unlock(wish, own);
}

async function unlock(wish: KeyWish, armored: string): Promise<OwnerKey> {
  const { readPrivateKey } = await import("openpgp");
  const key = await readPrivateKey({ armoredKey: armored }).catch(() => undefined);
  if (key === undefined || key.isDecrypted()) return openKey(armored);
  const fingerprint = key.getFingerprint().toUpperCase();
  const passphrase = await wish.readPassphrase({ isNew: false, fingerprint });
  return openKey(armored, passphrase).catch(() => {
    throw new PakError("PASSPHRASE", `the passphrase does not open the key ${fingerprint}`, {
      fix: "type it again, or check the file that --password names",
    });
  });
}

/** The armored private key of the address among the kept ones. */
async function findByEmail({ home, email }: KeyWish): Promise<string | undefined> {
  const folder = join(home, "keys");
  const files = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith(".asc")) : [];
  const { readPrivateKey } = await import("openpgp");
  for (const name of files.sort()) {
    const armored = readText(join(folder, name));
    const key = await readPrivateKey({ armoredKey: armored }).catch(() => undefined);
    if (key?.users.some(user => user.userID?.email === email)) return armored;
  }
  return undefined;
}

async function makeOwnerKey({ home, name, email, now, isDry, readPassphrase }: KeyWish): Promise<OwnerKey> {
  if (isDry) return openKey((await makeKey({ name, email, now })).privateKey);
  const passphrase = await readPassphrase({ isNew: true });
  if (passphrase.length < SHORTEST_PASSPHRASE) {
    throw new PakError("PASSPHRASE", `the passphrase is shorter than ${SHORTEST_PASSPHRASE} characters`, {
      fix: "choose a longer one",
    });
  }
  const { privateKey } = await makeKey({ name, email, now, passphrase });
  const key = await openKey(privateKey, passphrase);
  return {
    ...key,
    keep() {
      const file = keyFile(home, key.fingerprint);
      writeAtomically(file, privateKey, 0o600);
      return file;
    },
  };
}

/** Where a home keeps the private key of a fingerprint. */
export function keyFile(home: string, fingerprint: string): string {
  return join(home, "keys", `${fingerprint}.asc`);
}
