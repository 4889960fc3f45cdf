import { PakError } from "../errors.ts";
import { checkAll } from "../io/catalog/check-all.ts";
import { checkChanges } from "../io/catalog/check-changes.ts";
import { fixForm } from "../io/catalog/fix-form.ts";
import { loadRulebook } from "../io/catalog/rulebook.ts";
import { readSettings } from "../io/catalog/settings.ts";
import { openAsker } from "../io/github/asker.ts";
import { readPullRequest } from "../io/github/event.ts";
import { reportFindings } from "../io/output/report.ts";
import { defineCommand } from "./command.ts";

export const check = defineCommand({
  name: "check",
  wordCount: [0, 0],
  flags: {
    base: { value: "REF", summary: "check only what changed since REF, read from git objects" },
    head: { value: "REF", summary: "with --base: the changed side (HEAD)" },
    maintainer: { summary: "with --base: a maintainer answers for the change" },
    bot: { summary: "with --base: the refresh job made the change" },
    fix: { summary: "write every file that can be read in the catalog's form" },
  },
  examples: ["pak check", "pak check --fix", "pak check --base origin/main"],
  async run(world, { flags }) {
    const { base, head } = flags;
    if (base === undefined && (head !== undefined || flags.maintainer || flags.bot)) {
      throw new PakError("USAGE", "--head, --maintainer and --bot go with --base", { fix: "add --base REF" });
    }
    if (flags.fix && base !== undefined) {
      throw new PakError("USAGE", "--fix writes files, --base looks at commits", { fix: "use one of them" });
    }
    const rulebook = await loadRulebook(world.tool, readSettings(world.root));
    if (flags.fix) for (const file of fixForm(world.root)) world.report(`put into form: ${file}`);
    const checked = await runCheck();
    world.progress("");
    const isBlocking = reportFindings(checked.findings, world, {
      isJson: flags.json === true,
      checked: checked.count,
    });
    if (flags.json !== true) world.report(summarize(checked.findings.length, checked.count));
    return isBlocking ? 1 : 0;

    async function runCheck() {
      if (typeof base !== "string") {
        const progress = (done: number, all: number) => world.progress(`checking, part ${done} of ${all}`);
        const { findings, facts } = await checkAll({ root: world.root, rulebook, progress });
        return { findings, count: facts.size };
      }
      const pullRequest = readPullRequest(world.environment);
      const { findings, names } = await checkChanges({
        root: world.root,
        rulebook,
        base,
        head: typeof head === "string" ? head : "HEAD",
        isMaintainer: flags.maintainer === true || pullRequest.isMaintainer,
        isBot: flags.bot === true,
        labels: pullRequest.labels,
        asker: openAsker({ ...world, ...pullRequest }),
        now: world.now(),
      });
      return { findings, count: names.length };
    }
  },
});

function summarize(findings: number, packages: number): string {
  const checked = `${packages} ${packages === 1 ? "package" : "packages"} checked`;
  return findings === 0
    ? `${checked}, all is well`
    : `${checked}, ${findings} ${findings === 1 ? "finding" : "findings"}`;
}
