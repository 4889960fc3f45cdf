import { PakError } from "../../errors.ts";
import type { CatalogSettings } from "../../model/settings.ts";
import { parseSettings } from "../catalog/settings.ts";
import { askGit, findCommit } from "../git/git.ts";
import { readBlobs } from "../git/objects.ts";

/** The catalog's repository at GitHub. */
export interface CatalogRemote {
  readonly owner: string;
  readonly name: string;
  /** Where people look at it: `https://HOST/OWNER/NAME`. */
  readonly page: string;
}

/** A clone of a catalog, and what changes of it are made upon. */
export interface CatalogClone {
  readonly root: string;
  readonly settings: CatalogSettings;
  /** The newest commit of the catalog that this clone knows, 40 hex digits. */
  readonly base: string;
  /** Where `origin` leads at GitHub; absent when there is none. */
  readonly remote?: CatalogRemote;
}

/** What the catalog's own state may be called here, best first. */
const BASES = ["refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/heads/main", "HEAD"];

/**
 * Opens a folder as a clone of a catalog.
 *
 * @throws PakError GIT when it has no commit, SETTINGS when that is no catalog's
 */
export function openClone(root: string): CatalogClone {
  const base = BASES.map(revision => findCommit(root, revision)).find(commit => commit !== undefined);
  if (base === undefined) {
    throw new PakError("GIT", `${root} is no clone of a catalog with a commit`, {
      fix: "clone the catalog with git and run pak there",
    });
  }
  const [settingsFile] = readBlobs(root, [`${base}:package.json`]);
  const settings = parseSettings(settingsFile?.toString(), `package.json of ${root}`);
  const remote = parseRemote(readOrigin(root));
  return { root, settings, base, ...(remote === undefined ? {} : { remote }) };
}

/**
 * Brings what this clone knows of `origin` up to date, over https (http on this computer) and nothing else.
 *
 * @throws PakError NETWORK when it can't be reached
 */
export function fetchOrigin(root: string): void {
  const branch = readDefaultBranch(root);
  fetchRef(root, `refs/heads/${branch}`, `refs/remotes/origin/${branch}`);
}

/** The branch of `origin` that `git clone` has noted as its default. */
function readDefaultBranch(root: string): string {
  const answer = askGit(root, ["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]);
  return /^refs\/remotes\/origin\/(.+)$/.exec(answer.stdout.toString().trim())?.[1] ?? "main";
}

/**
 * Brings one ref of `origin` here, over https (http on this computer) and nothing else. Malformed objects are
 * left at the door: readers do not agree on what such a folder holds.
 *
 * @param from its name there
 * @param to its name here; what it was is replaced
 * @throws PakError NETWORK when it can't be had, GIT when git refuses its objects
 */
export function fetchRef(root: string, from: string, to: string): void {
  const words = ["-c", "fetch.fsckObjects=true", "fetch", "--quiet", "--no-tags", "origin", `+${from}:${to}`];
  const answer = askOrigin(root, words);
  if (answer.status === 0) return;
  if (answer.stderr.includes("fsck error")) {
    const why = /^error: (.*)$/m.exec(answer.stderr)?.[1] ?? "";
    throw new PakError("GIT", `git refuses an object of ${from}: ${why}`, {
      fix: "make the commits anew with git",
    });
  }
  throw makeOriginError(from);
}

/**
 * Whether `origin` has a ref now.
 *
 * @throws PakError NETWORK when it does not answer
 */
export function hasRef(root: string, ref: string): boolean {
  const answer = askOrigin(root, ["ls-remote", "origin", ref]);
  if (answer.status !== 0) throw makeOriginError(ref);
  return answer.stdout.length > 0;
}

/** Has git ask `origin`, over https (http on this computer) and nothing else. */
function askOrigin(root: string, words: readonly string[]) {
  const isLocal = /^http:\/\/(?:127\.0\.0\.1|localhost)[:/]/.test(readOrigin(root));
  return askGit(root, [...words], { environment: { GIT_ALLOW_PROTOCOL: isLocal ? "http" : "https" } });
}

function makeOriginError(ref: string): PakError {
  return new PakError("NETWORK", `${ref} could not be fetched from origin`, {
    fix: "check the network, and that the remote `origin` is an https address: git remote -v",
  });
}

function readOrigin(root: string): string {
  return askGit(root, ["config", "--get", "remote.origin.url"]).stdout.toString().trim();
}

/** `https://HOST/OWNER/REPO.git`, `git@HOST:OWNER/REPO`: the last two parts of the path. */
function parseRemote(url: string): CatalogClone["remote"] {
  const found = /^(?:(https?:\/\/[\w.:-]+)\/|[\w.-]+@([\w.-]+):)([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(
    url,
  );
  if (found === null) return undefined;
  const [, web, host, owner = "", name = ""] = found;
  return { owner, name, page: `${web ?? `https://${host}`}/${owner}/${name}` };
}
