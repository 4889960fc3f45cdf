import { saveDependencies } from "../model/install/dependencies.ts";
import { defineCommand } from "./command.ts";
import { changeInstallation, INSTALL_FLAGS, listRequests, tellInstallation } from "./installation.ts";
import { parseWords } from "./package-words.ts";

export const install = defineCommand({
  name: "install",
  words: "[NAME[#EXPRESSION|@VERSION]…]",
  wordCount: [0, Number.POSITIVE_INFINITY],
  flags: {
    ...INSTALL_FLAGS,
    optional: { summary: "save the named packages among the optional dependencies" },
    "no-save": { summary: "leave the dependencies in pak.json as they are" },
  },
  examples: ["pak install", "pak install bootstrap", 'pak install "jquery#^3.6"', "pak install npm:jquery"],
  async run(world, given) {
    const words = parseWords(given);
    const isOptional = given.flags.optional === true;
    const done = await changeInstallation(world, given, ({ application, document }) => {
      const asked = new Set(words.map(word => word.asked));
      const saved = { ...application.optionalDependencies, ...application.dependencies };
      const named = words.map(word => ({
        name: word.asked,
        expression: word.expression ?? saved[word.asked],
        isOptional,
      }));
      return {
        requests: [...listRequests(application).filter(({ name }) => !asked.has(name)), ...named],
        refreshed: new Set<string>(),
        document: resolved =>
          given.flags["no-save"] === true
            ? document
            : saveDependencies(document, words, resolved, isOptional),
      };
    });
    if (done === undefined) return 1;
    tellInstallation(world, given, done);
    return 0;
  },
});
