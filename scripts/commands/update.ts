import { PakError } from "../errors.ts";
import { findTarget } from "../model/install/lock.ts";
import { defineCommand } from "./command.ts";
import { changeInstallation, INSTALL_FLAGS, listRequests, tellInstallation } from "./installation.ts";

export const update = defineCommand({
  name: "update",
  words: "[NAME…]",
  wordCount: [0, Number.POSITIVE_INFINITY],
  flags: INSTALL_FLAGS,
  examples: ["pak update", "pak update jquery"],
  async run(world, given) {
    const done = await changeInstallation(world, given, ({ application, document }, lock) => {
      const names = given.words.map(word => findTarget(lock, word));
      const unknown = names.find(name => !lock.packages.has(name));
      if (unknown !== undefined) {
        throw new PakError("NOT_FOUND", `${unknown} is not installed here`, {
          fix: `pak install ${unknown}`,
        });
      }
      return {
        requests: listRequests(application),
        refreshed: names.length === 0 ? "all" : new Set(names),
        document: () => document,
      };
    });
    if (done === undefined) return 1;
    tellInstallation(world, given, done);
    return 0;
  },
});
