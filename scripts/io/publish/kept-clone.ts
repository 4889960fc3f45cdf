import { hash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { askGit } from "../git/git.ts";

/** Whether a text names a repository by its address and not by a folder. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z+.-]*:\/\//i.test(text);
}

/**
 * The clone of a catalog that is kept below PAK_HOME for publishers who have none of their own; made on first
 * use, without a work tree. One that was interrupted is made anew.
 *
 * @param url `https://HOST/OWNER/REPO.git`; http on this computer only
 * @throws PakError USAGE for another kind of address, NETWORK when it can't be cloned
 */
export function openKeptClone(home: string, url: string): string {
  const isLocal = /^http:\/\/(?:127\.0\.0\.1|localhost)[:/]/.test(url);
  if (!isLocal && !/^https:\/\/[\w.-]+\/[\w./-]+$/.test(url)) {
    throw new PakError("USAGE", `${url} is no address of a repository`, {
      fix: "give https://HOST/OWNER/REPO.git, or the folder of a clone",
    });
  }
  const folder = join(home, "clones");
  const clone = join(folder, hash("sha256", url).slice(0, 24));
  if (existsSync(clone)) return clone;
  mkdirSync(folder, { recursive: true });
  const making = mkdtempSync(join(folder, ".making-"));
  try {
    const kind = ["--quiet", "--no-checkout", "--single-branch", "--no-tags"];
    const words = ["-c", "fetch.fsckObjects=true", "clone", ...kind, "--", url, making];
    const answer = askGit(folder, words, { environment: { GIT_ALLOW_PROTOCOL: isLocal ? "http" : "https" } });
    if (answer.status !== 0) {
      throw new PakError("NETWORK", `${url} could not be cloned`, {
        fix: "check the address and the network: git ls-remote URL",
      });
    }
    renameSync(making, clone);
    return clone;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}
