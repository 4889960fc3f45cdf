import { PakError } from "../errors.ts";
import { makeNoEntry } from "../io/catalog/package-files.ts";
import { readBlobs } from "../io/git/objects.ts";
import { renderPackageFiles, renderReleasesFile } from "../io/publish/package-files.ts";
import type { Entry } from "../model/entry/entry.ts";
import { releasesPath } from "../model/name/paths.ts";
import type { Releases } from "../model/release/release.ts";
import { yankRelease } from "../model/release/yank.ts";
import { checkText } from "../model/text/text.ts";
import { defineCommand } from "./command.ts";
import { PROPOSAL_FLAGS, runProposal } from "./proposal.ts";

/** Characters, as the entry's own rule has it. */
const LONGEST_REASON = 280;

export const retract = defineCommand({
  name: "retract",
  words: "NAME[@VERSION]",
  wordCount: [1, 1],
  flags: { ...PROPOSAL_FLAGS, reason: { value: "TEXT", summary: "why, for whoever installs it" } },
  examples: [
    'pak retract my-package --reason "replaced by other-package"',
    'pak retract my-package@1.2.3 --reason "loses data"',
  ],
  async run(world, given) {
    const [name = "", version, ...rest] = (given.words[0] ?? "").split("@");
    if (version === "" || rest.length > 0) {
      throw new PakError("USAGE", `${given.words[0]} is no name with a version`, {
        fix: "pak retract NAME@VERSION",
      });
    }
    const reason = readReason(given.flags.reason);
    return runProposal(world, given, async ({ root, base }) => ({
      name,
      async build({ before: { entry } }) {
        if (entry === undefined) throw makeNoEntry(name);
        if (version === undefined) {
          const date = world.now().toISOString().slice(0, 10);
          return {
            title: `Retract ${name}`,
            files: renderPackageFiles({ entry: withdraw(entry, date, reason) }),
          };
        }
        const yanked = yankRecorded(root, base, name, version, reason);
        return { title: `Yank ${name}@${version}`, files: renderReleasesFile(yanked) };
      },
    }));
  },
});

function readReason(given: unknown): string {
  const reason = typeof given === "string" ? given : "withdrawn by its owner";
  if (checkText(reason, LONGEST_REASON).length === 0) return reason;
  throw new PakError("USAGE", "the reason is no plain text", {
    fix: `at most ${LONGEST_REASON} characters in one line`,
  });
}

/** A tombstone keeps its first date and reason. */
function withdraw(entry: Entry, date: string, reason: string): Entry {
  return { ...entry, retracted: entry.retracted ?? { date, reason } };
}

function yankRecorded(root: string, base: string, name: string, version: string, reason: string): Releases {
  const [bytes] = readBlobs(root, [`${base}:${releasesPath(name)}`]);
  const recorded = bytes === undefined ? undefined : (JSON.parse(bytes.toString()) as Releases);
  const yanked = recorded === undefined ? undefined : yankRelease(recorded, version, reason);
  if (yanked !== undefined) return yanked;
  throw new PakError("NOT_FOUND", `the catalog records no release ${version} of ${name}`, {
    fix: `see its versions: pak info ${name}`,
  });
}
