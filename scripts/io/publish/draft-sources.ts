import { isUtf8 } from "node:buffer";
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { PakError } from "../../errors.ts";
import { isJsonObject, type JsonObject } from "../../model/json.ts";
import type { DraftSources } from "../../model/publish/manifest-draft.ts";
import { askGit } from "../git/git.ts";
import { parseLenient } from "../json/lenient.ts";
import { readPerson } from "../owners/person.ts";

const LARGEST_FILE = 1_048_576;
/** Characters of a README that are looked at. */
const MOST_README = 16_384;

/** A pak.json or package.json as it lies on the disk. */
export interface ManifestFile {
  /** Where it really lies, links followed. */
  readonly path: string;
  readonly text: string;
  readonly document: JsonObject;
  /** Its permission bits. */
  readonly mode: number;
}

/** What the folder `root` and its user say of the package in it, save its pak.json. */
export function readDraftSources(root: string, home: string): Omit<DraftSources, "before"> {
  const described = readManifestFile(join(root, "package.json"))?.document;
  const [remote, readme] = [readRemote(root), readReadme(root)];
  return {
    folder: basename(root),
    person: readPerson(home, root),
    ...(described === undefined ? {} : { package: described }),
    ...(remote === undefined ? {} : { remote }),
    ...(readme === undefined ? {} : { readme }),
  };
}

/**
 * Reads a manifest as leniently as the original Pak; `undefined` where there is none.
 *
 * @throws PakError READ when it is something else than a small object in a plain file of UTF-8
 */
export function readManifestFile(file: string): ManifestFile | undefined {
  const refuse = (why: string, fix: string) => new PakError("READ", `${file} ${why}`, { fix });
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  const stats = statIfReadable(file);
  if (!stats?.isFile()) throw refuse("is no file that can be read", "move it away, or put a file there");
  if (stats.size > LARGEST_FILE) {
    throw refuse(`has ${stats.size} bytes, at most ${LARGEST_FILE} are read`, "shorten it");
  }
  const bytes = readFileSync(file);
  if (!isUtf8(bytes)) throw refuse("is not UTF-8", "save it as UTF-8");
  const text = bytes.toString();
  const document = parseLenient(text, file);
  if (!isJsonObject(document)) throw refuse("is no object", 'write { "name": "my-package", … }');
  return { path: realpathSync(file), text, document, mode: stats.mode & 0o777 };
}

/** Links that lead nowhere or in a circle, and folders that may not be entered, are no file. */
function statIfReadable(file: string) {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

/** Where `origin` leads, when `root` is a work tree's top: what lies below is no package that an endpoint can name. */
function readRemote(root: string): string | undefined {
  const prefix = askGit(root, ["rev-parse", "--show-prefix"]);
  if (prefix.status !== 0 || prefix.stdout.toString().trim() !== "") return undefined;
  return askGit(root, ["config", "--get", "remote.origin.url"]).stdout.toString().trim() || undefined;
}

/** The beginning of the README. */
function readReadme(root: string): string | undefined {
  const found = readdirSync(root, { withFileTypes: true }).find(
    item => item.isFile() && /^readme(?:\.(?:md|markdown|rst|txt))?$/i.test(item.name),
  );
  if (found === undefined) return undefined;
  const file = join(root, found.name);
  return statSync(file).size > LARGEST_FILE ? undefined : readFileSync(file, "utf8").slice(0, MOST_README);
}
