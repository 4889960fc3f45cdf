import { PakError } from "../errors.ts";
import { renderPackageFiles } from "../io/publish/package-files.ts";
import { checkText } from "../model/text/text.ts";
import { defineCommand } from "./command.ts";
import { PROPOSAL_FLAGS, runProposal } from "./proposal.ts";

const LONGEST_REASON = 500;

export const retract = defineCommand({
  name: "retract",
  words: "NAME",
  wordCount: [1, 1],
  flags: { ...PROPOSAL_FLAGS, reason: { value: "TEXT", summary: "why, for whoever installs it" } },
  examples: ['pak retract my-package --reason "replaced by other-package"'],
  async run(world, given) {
    const [name = ""] = given.words;
    const reason = typeof given.flags.reason === "string" ? given.flags.reason : "withdrawn by its owner";
    if (checkText(reason, LONGEST_REASON).length > 0) {
      throw new PakError("USAGE", "the reason is no plain text", {
        fix: `at most ${LONGEST_REASON} characters in one line`,
      });
    }
    return runProposal(world, given, async () => ({
      name,
      async build({ before }) {
        if (before.entry === undefined) {
          throw new PakError("NOT_FOUND", `the catalog has no entry ${name}`, {
            fix: "check the spelling: pak search WORD",
          });
        }
        const date = world.now().toISOString().slice(0, 10);
        const retracted = before.entry.retracted ?? { date, reason };
        return {
          title: `Retract ${name}`,
          files: renderPackageFiles({ entry: { ...before.entry, retracted } }),
        };
      },
    }));
  },
});
