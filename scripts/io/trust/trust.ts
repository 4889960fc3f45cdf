import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { rootPath, signaturePath, trustKeyPath } from "../../model/published/paths.ts";
import { renderInstant } from "../../model/text/instant.ts";
import { parseRoot } from "../../model/trust/parse.ts";
import { renderRoot } from "../../model/trust/render.ts";
import { ROOT_DAYS, type Role, type RoleName, type Root, SPEC } from "../../model/trust/trust.ts";
import { writeAtomically } from "../disk/atomic.ts";
import type { SigningKey } from "./signatures.ts";
import { DEVELOPMENT_FOLDER, readSigningKey } from "./signing-key.ts";

/** Who signs a publication, and the root files that say so. */
export interface Trust {
  /** Path below the site to bytes: every root, its signatures, the public keys. */
  readonly roots: ReadonlyMap<string, string>;
  /** The newest root. */
  readonly current: Root;
  readonly isDevelopment: boolean;
  /** Signs for a role with the configured key. @throws PakError KEY when the key is not in the role */
  sign(role: RoleName, bytes: Uint8Array, now: Date): Promise<ReadonlyMap<string, string>>;
}

/**
 * The trust a catalog publishes under: the committed roots of `site/trust/` when there are any, else a
 * development root beside the development key.
 *
 * @throws PakError KEY when roots are committed and no key of theirs is configured
 */
export async function readTrust(given: {
  readonly root: string;
  readonly catalog: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
}): Promise<Trust> {
  const { key, isDevelopment } = await readSigningKey(given);
  const committed = readRootFiles(join(given.root, "site"));
  if (committed.size > 0 && isDevelopment) {
    throw new PakError("KEY", "this catalog has its own keys, and none of them is configured", {
      fix: "set PAK_SIGNING_KEY (and PAK_SIGNING_PASSPHRASE) to the key of the roles index and head",
    });
  }
  const folder = join(given.root, DEVELOPMENT_FOLDER);
  const roots =
    committed.size > 0 ? committed : await readOwnRoot(folder, given.catalog, key, isDevelopment, given.now);
  const current = parseNewest(roots);
  return {
    roots,
    current,
    isDevelopment: current.development === true,
    async sign(role, bytes, now) {
      if (!current.roles[role].fprs.includes(key.fingerprint)) {
        throw new PakError("KEY", `the configured key ${key.fingerprint} may not sign the ${role}`, {
          fix: `configure one of ${current.roles[role].fprs.join(", ")}`,
        });
      }
      return new Map([[key.fingerprint, await key.sign(bytes, now)]]);
    },
  };
}

/** A first root in which one key has every role. */
export async function makeFirstRoot(given: {
  readonly catalog: string;
  readonly key: SigningKey;
  readonly isDevelopment: boolean;
  readonly now: Date;
}): Promise<Map<string, string>> {
  const { catalog, key, isDevelopment, now } = given;
  const role: Role = { threshold: 1, fprs: [key.fingerprint] };
  const root: Root = {
    type: "root",
    spec: SPEC,
    catalog,
    version: 1,
    expires: renderInstant(new Date(now.getTime() + ROOT_DAYS * 86_400_000)),
    ...(isDevelopment ? { development: true } : {}),
    keys: { [key.fingerprint]: hash("sha256", key.publicKey) },
    roles: { root: role, index: role, head: role },
  };
  const text = renderRoot(root);
  return new Map([
    [trustKeyPath(key.fingerprint), key.publicKey],
    [rootPath(1), text],
    [signaturePath(rootPath(1), key.fingerprint), await key.sign(Buffer.from(text), now)],
  ]);
}

/** The root and key files below `FOLDER/trust/`, path to text; empty when there are none. */
export function readRootFiles(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const part of ["trust/keys", "trust/root"]) {
    for (const name of listNames(join(folder, part)))
      files.set(`${part}/${name}`, readFileSync(join(folder, part, name), "utf8"));
  }
  return files;
}

/** Every root of some root files, from the first to the newest. */
export function parseRoots(files: ReadonlyMap<string, string>): Root[] {
  const roots: Root[] = [];
  for (let text = files.get(rootPath(1)); text !== undefined; text = files.get(rootPath(roots.length + 1)))
    roots.push(parseRoot(text));
  return roots;
}

/** The newest of some root files. */
export function parseNewest(files: ReadonlyMap<string, string>): Root {
  const newest = parseRoots(files).at(-1);
  if (newest !== undefined) return newest;
  throw new PakError("KEY", "site/trust/root/1.json is missing", {
    fix: "make a key and a root with: pak key init",
  });
}

/** A root of its own for a key without a committed one: made once, made anew when the key changed or it aged. */
async function readOwnRoot(
  folder: string,
  catalog: string,
  key: SigningKey,
  isDevelopment: boolean,
  now: Date,
) {
  const stored = readRootFiles(folder);
  if (stored.size > 0) {
    const root = parseNewest(stored);
    const isOwn =
      root.catalog === catalog &&
      root.roles.root.fprs.includes(key.fingerprint) &&
      (root.development === true) === isDevelopment;
    if (isOwn && Date.parse(root.expires) > now.getTime() + 30 * 86_400_000) return stored;
  }
  const made = await makeFirstRoot({ catalog, key, isDevelopment, now });
  for (const [path, text] of made) writeAtomically(join(folder, path), text);
  return made;
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => !name.startsWith("."))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
