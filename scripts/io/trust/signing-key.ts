import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { writeAtomically } from "../disk/atomic.ts";
import { makeKey, openKey, type SigningKey } from "./signatures.ts";

/** Where a catalog's development key lies, below the catalog's folder; git ignores it. */
export const DEVELOPMENT_FOLDER = ".pak/key";

/** A key and whether it is only this computer's. */
export interface ConfiguredKey {
  readonly key: SigningKey;
  readonly isDevelopment: boolean;
}

/**
 * The key that signs: PAK_SIGNING_KEY (an armored private key, unlocked by PAK_SIGNING_PASSPHRASE), else a
 * development key that is made once for this folder, in CI too: what it signs says so on every page, and a
 * catalog with roots of its own refuses it (`readTrust`).
 *
 * @throws PakError KEY when a key can't be read, PASSPHRASE when the configured one can't be opened
 */
export async function readSigningKey(given: {
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
}): Promise<ConfiguredKey> {
  const { root, environment, now } = given;
  const configured = environment.PAK_SIGNING_KEY;
  if (configured)
    return { key: await openKey(configured, environment.PAK_SIGNING_PASSPHRASE), isDevelopment: false };
  return { key: await openKey(await readDevelopmentKey(root, now)), isDevelopment: true };
}

async function readDevelopmentKey(root: string, now: Date): Promise<string> {
  const file = join(root, DEVELOPMENT_FOLDER, "private.asc");
  if (!existsSync(file)) {
    const who = { name: "Pak development key of this computer", email: "development@localhost.invalid", now };
    writeAtomically(file, (await makeKey(who)).privateKey, 0o600);
  }
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new PakError("KEY", `${file} can't be read`, {
      fix: "delete it; a new development key is made",
      cause,
    });
  }
}
