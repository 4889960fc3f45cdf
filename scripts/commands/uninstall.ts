import { PakError } from "../errors.ts";
import { type Application, parseApplication } from "../model/install/application.ts";
import { dropDependencies } from "../model/install/dependencies.ts";
import { findTarget, type Lock } from "../model/install/lock.ts";
import { CATALOG_KINDS } from "../model/install/package-word.ts";
import { renderAsker } from "../model/install/resolution/asker.ts";
import type { JsonObject } from "../model/json.ts";
import { defineCommand } from "./command.ts";
import { changeInstallation, INSTALL_FLAGS, listRequests, tellInstallation } from "./installation.ts";

export const uninstall = defineCommand({
  name: "uninstall",
  words: "NAME…",
  wordCount: [1, Number.POSITIVE_INFINITY],
  flags: INSTALL_FLAGS,
  examples: ["pak uninstall bootstrap"],
  async run(world, given) {
    const done = await changeInstallation(world, given, ({ application, document }, lock) => {
      const gone = new Set(given.words.flatMap(word => listSpellings(word, application, lock)));
      return {
        requests: listRequests(application).filter(({ name }) => !gone.has(name)),
        refreshed: new Set<string>(),
        document({ choices }) {
          for (const name of gone) {
            const asker = choices.get(name)?.askedBy[0];
            if (asker !== undefined) {
              throw new PakError("CONFLICT", `${name} is needed by ${renderAsker(asker)}`, {
                fix:
                  asker === "application"
                    ? "take it out of pak.json under its other name"
                    : `uninstall what needs it too: pak uninstall ${name} ${asker.name}`,
              });
            }
          }
          return requireGone(dropDependencies(document, gone), gone);
        },
      };
    });
    if (done === undefined) return 1;
    tellInstallation(world, given, done);
    return 0;
  },
});

/**
 * Every name under which `pak.json` may ask for a package.
 *
 * @throws PakError NOT_FOUND when it neither asks for it nor has it
 */
function listSpellings(word: string, application: Application, lock: Lock): string[] {
  const name = findTarget(lock, word);
  const aliases = [...lock.aliases].filter(([, target]) => target === name).map(([alias]) => alias);
  const names = [name, ...aliases];
  const spellings = [...names, ...names.flatMap(one => CATALOG_KINDS.map(kind => `${kind}:${one}`))];
  const isAsked = spellings.some(
    one =>
      Object.hasOwn(application.dependencies, one) || Object.hasOwn(application.optionalDependencies, one),
  );
  if (isAsked || lock.packages.has(name)) return spellings;
  throw new PakError("NOT_FOUND", `${word} is not installed here`, { fix: "see what is: pak list" });
}

/** @throws PakError CONFLICT when a profile or the member `pak` asks for it still */
function requireGone(document: JsonObject, gone: ReadonlySet<string>): JsonObject {
  const left = listRequests(parseApplication(document).application).find(({ name }) => gone.has(name));
  if (left === undefined) return document;
  throw new PakError("CONFLICT", `pak.json asks for ${left.name} in a profile or under \`pak\``, {
    fix: "take it out there yourself, then run it again",
  });
}
