import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { DraftSources } from "../../model/publish/manifest-draft.ts";
import { askGit } from "../git/git.ts";
import { LARGEST_MANIFEST, readManifestFile } from "../json/manifest-file.ts";
import { readPerson } from "../owners/person.ts";

/** Characters of a README that are looked at. */
const MOST_README = 16_384;

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
  return statSync(file).size > LARGEST_MANIFEST
    ? undefined
    : readFileSync(file, "utf8").slice(0, MOST_README);
}
