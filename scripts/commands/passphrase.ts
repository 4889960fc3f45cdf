import { PakError } from "../errors.ts";
import { readText } from "../io/disk/read-text.ts";
import type { World } from "./command.ts";

/**
 * The passphrase of a key: the first line of the file that `--password` names, else PAK_OWNER_PASSPHRASE, else what
 * the person types, twice for a new key. It is never in a flag, where every process could read it.
 *
 * @throws PakError USAGE when nobody is there to be asked, PASSPHRASE when the two differ
 */
export async function readPassphrase(
  world: World,
  file: unknown,
  of: { readonly isNew: boolean; readonly fingerprint?: string },
): Promise<string> {
  if (typeof file === "string") return readText(file).split(/\r?\n/)[0] ?? "";
  const { PAK_OWNER_PASSPHRASE: given } = world.environment;
  if (given) return given;
  if (!world.isInteractive) {
    throw new PakError("USAGE", "the passphrase is missing, and nobody is there to be asked", {
      fix: "add --password FILE, a file whose first line is the passphrase",
    });
  }
  if (!of.isNew) return world.ask(`Passphrase of the key ${of.fingerprint ?? ""}: `, { isSecret: true });
  const first = await world.ask("A passphrase for your new key: ", { isSecret: true });
  const second = await world.ask("The same again: ", { isSecret: true });
  if (first === second) return first;
  throw new PakError("PASSPHRASE", "the two passphrases differ", { fix: "run it again" });
}
