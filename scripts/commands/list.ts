import { readApplication } from "../io/application/application-file.ts";
import { listInstallation } from "../io/application/installed-list.ts";
import { openSeal } from "../io/disk/seal.ts";
import { renderList } from "../io/output/list.ts";
import { renderTerminal } from "../model/text/terminal.ts";
import { defineCommand } from "./command.ts";

export const list = defineCommand({
  name: "list",
  wordCount: [0, 0],
  flags: {},
  examples: ["pak list", "pak list --json"],
  async run(world, { flags }) {
    const { application } = readApplication(world.root);
    const { packages, unlocked } = listInstallation(world.root, application, openSeal(world.home));
    if (flags.json) world.print(JSON.stringify({ packages, unlocked }, null, 2));
    else {
      for (const line of renderList(packages)) world.print(renderTerminal(line));
      if (packages.length === 0) world.report("nothing is installed here: pak install NAME");
    }
    for (const name of unlocked) world.report(renderTerminal(`${name} is asked for and not installed`));
    const isWhole = unlocked.length === 0 && packages.every(({ state }) => state === "installed");
    if (!isWhole) world.report("what is missing comes with: pak install");
    return isWhole ? 0 : 1;
  },
});
