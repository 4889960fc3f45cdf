import { loadRulebook } from "../io/catalog/rulebook.ts";
import { readSettings } from "../io/catalog/settings.ts";
import { renderPublication } from "../io/output/publication.ts";
import { reportFindings } from "../io/output/report.ts";
import { publish } from "../io/publication/publish.ts";
import { defineCommand } from "./command.ts";

export const sign = defineCommand({
  name: "sign",
  wordCount: [0, 0],
  flags: {
    revision: {
      value: "REV",
      summary: "publish a commit from git objects instead of the files as they lie here",
    },
    full: { summary: "build everything anew, also what did not change" },
  },
  examples: ["pak sign", "pak sign --revision HEAD"],
  async run(world, { flags }) {
    const rulebook = await loadRulebook(world.tool, readSettings(world.root));
    const published = await publish({
      root: world.root,
      rulebook,
      environment: world.environment,
      now: world.now(),
      isFull: flags.full === true,
      warn: line => world.report(line),
      progress: (done, all) => world.progress(`checking and building, part ${done} of ${all}`),
      ...(typeof flags.revision === "string" ? { revision: flags.revision } : {}),
    });
    world.progress("");
    const isJson = flags.json === true;
    if (reportFindings(published.findings, world, { isJson: isJson && published.signed === undefined }))
      return 1;
    if (isJson) world.print(JSON.stringify(published, null, 2));
    else for (const line of renderPublication(published)) world.report(line);
    return 0;
  },
});
