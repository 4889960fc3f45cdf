import { PakError } from "../errors.ts";
import { type Application, parseApplication } from "../model/install/application.ts";
import { dropDependencies } from "../model/install/dependencies.ts";
import type { Lock } from "../model/install/lock.ts";
import type { JsonObject } from "../model/json.ts";
import { CATALOG_FLAGS } from "./catalog-flags.ts";
import { defineCommand } from "./command.ts";
import { changeInstallation, listRequests, tellInstallation } from "./installation.ts";

export const uninstall = defineCommand({
  name: "uninstall",
  words: "NAME…",
  wordCount: [1, Number.POSITIVE_INFINITY],
  flags: CATALOG_FLAGS,
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
              throw new PakError("CONFLICT", `${name} is needed by ${asker}`, {
                fix: `uninstall what needs it too: pak uninstall ${name} ${asker.split(" ")[0]}`,
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
  const name = lock.aliases.get(word) ?? word.replace(/^(?:pak|npm|bower):/, "");
  const aliases = [...lock.aliases].filter(([, target]) => target === name).map(([alias]) => alias);
  const names = [name, ...aliases];
  const spellings = [
    ...names,
    ...names.flatMap(one => ["pak", "npm", "bower"].map(kind => `${kind}:${one}`)),
  ];
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
