import { PakError } from "../errors.ts";
import { renderPackageInfo } from "../io/output/package.ts";
import { renderProof } from "../io/output/proof.ts";
import { isName } from "../model/name/name.ts";
import { renderTerminal } from "../model/text/terminal.ts";
import { askCatalog, CATALOG_FLAGS } from "./catalog-flags.ts";
import { defineCommand } from "./command.ts";

export const info = defineCommand({
  name: "info",
  words: "NAME[@VERSION]",
  wordCount: [1, 1],
  flags: CATALOG_FLAGS,
  examples: [
    "pak info jquery",
    "pak info jquery@3.7.1 --json",
    "pak info jquery --catalog https://example.org/pak/",
  ],
  async run(world, given) {
    const { name, version } = parseWord(given.words[0] ?? "");
    const found = await askCatalog(world, given, catalog => catalog.find(name));
    const release =
      version === undefined
        ? undefined
        : found.resolved.releases.find(candidate => candidate.version === version);
    if (version !== undefined && release === undefined) {
      throw new PakError("NOT_FOUND", `${name} has no recorded version ${version}`, {
        fix: `see its versions: pak info ${name}`,
      });
    }
    const { document, resolved, hops, proof } = found;
    if (given.flags.json) {
      const answer = {
        package: document,
        ...(hops.length === 0 ? {} : { resolved }),
        ...(release === undefined ? {} : { release }),
        verified: proof,
      };
      world.print(JSON.stringify(answer, null, 2));
    } else {
      for (const line of renderPackageInfo(found, release)) world.print(renderTerminal(line));
      for (const line of renderProof(proof)) world.print(renderTerminal(line));
    }
    return 0;
  },
});

function parseWord(word: string): { name: string; version: string | undefined } {
  const [name, version, ...more] = word.split("@");
  if (isName(name) && version !== "" && more.length === 0) return { name, version };
  throw new PakError("USAGE", `${JSON.stringify(word)} is not NAME[@VERSION]`, {
    fix: "give one name in lower case and at most one version, as in: pak info jquery@3.7.1",
  });
}
