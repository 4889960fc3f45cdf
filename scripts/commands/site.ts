import { buildAll } from "./build-all.ts";
import { defineCommand } from "./command.ts";

export const site = defineCommand({
  name: "site",
  summary: "Build the site around the signed JSON",
  wordCount: [0, 0],
  flags: {},
  examples: ["pak site"],
  async run(world, { flags }) {
    const built = await buildAll(world);
    if (built === undefined) return 1;
    if (flags.json) world.print(JSON.stringify(built, null, 2));
    else world.report(`built ${built.pages} pages: ${built.folder}`);
    return 0;
  },
});
