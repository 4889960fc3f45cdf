import { PakError } from "../../errors.ts";
import { isLoopback } from "../../model/text/address.ts";

/** Address prefixes that are asked elsewhere: `{"https://github.com/": "https://mirror.example/github/"}`. */
export type Replacements = Readonly<Record<string, string>>;

/**
 * Where an address is asked: the longest prefix that `replace` names is exchanged, as git's `insteadOf` and Cargo's
 * source replacement do. Digests prove the bytes, so who sends them does not matter. An address that no prefix
 * begins stays as it is, unchecked.
 *
 * @throws PakError SETTINGS when it leads to anything but https (http on this computer), or holds a user name or a
 *   password
 */
export function applyReplacements(address: string, replace: Replacements = {}): string {
  const prefix = Object.keys(replace)
    .filter(one => one !== "" && address.startsWith(one))
    .sort((a, b) => b.length - a.length)[0];
  if (prefix === undefined) return address;
  const url = URL.parse(replace[prefix] + address.slice(prefix.length));
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (url === null || !isSafe || url.username !== "" || url.password !== "") {
    throw new PakError("SETTINGS", `the settings send ${address} where it can't be asked for`, {
      fix: "name a mirror that begins with https:// and holds no password",
    });
  }
  return url.href;
}
