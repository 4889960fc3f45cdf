import { PakError } from "../errors.ts";
import { commitToBranch, requireFreeBranch } from "../io/publication/branch.ts";
import { openPublished } from "../io/publication/publish.ts";
import { defineCommand } from "./command.ts";
import { publishAll } from "./publish-all.ts";

export const site = defineCommand({
  name: "site",
  wordCount: [0, 0],
  flags: { branch: { value: "NAME", summary: "commit the JSON part to this branch too" } },
  examples: ["pak site", "pak site --branch published"],
  async run(world, { flags }) {
    const { branch } = flags;
    if (typeof branch === "string" && !/^[a-z][a-z0-9-]{0,40}$/.test(branch)) {
      throw new PakError("USAGE", "--branch is no plain name", { fix: "pak site --branch published" });
    }
    if (typeof branch === "string") requireFreeBranch(world.root, branch);
    const built = await publishAll(world, { isJson: flags.json === true });
    if (built === undefined) return 1;
    if (typeof branch === "string") {
      const { index, head } = built.signed;
      const message = `Publish index ${index.version}, head ${head.version}\n\nBuilt from ${index.commit}`;
      const folder = openPublished(world.root)!;
      commitToBranch({ root: world.root, branch, folder, message, date: head.issued });
      world.report(`committed the JSON part to the branch ${branch}`);
    }
    if (flags.json) world.print(JSON.stringify(built, null, 2));
    else world.report(`built ${built.pages} pages: ${built.folder}`);
    return 0;
  },
});
