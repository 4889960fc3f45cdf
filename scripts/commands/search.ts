import { PakError } from "../errors.ts";
import { renderProof } from "../io/output/proof.ts";
import { buildRecord } from "../model/published/build.ts";
import type { PackageDocument } from "../model/published/package-document.ts";
import { renderTerminal } from "../model/text/terminal.ts";
import { askEvery, CATALOG_FLAGS } from "./catalog-flags.ts";
import { defineCommand } from "./command.ts";

const LIMIT = 20;

export const search = defineCommand({
  name: "search",
  words: "WORD…",
  wordCount: [1, Number.POSITIVE_INFINITY],
  flags: { ...CATALOG_FLAGS, limit: { value: "N", summary: `at most so many packages (${LIMIT})` } },
  examples: ["pak search dom", "pak search css framework --limit 5"],
  async run(world, given) {
    const limit = parseLimit(given.flags.limit);
    const answers = await askEvery(world, given, catalog => catalog.search(given.words.join(" "), limit));
    const found = answers.flatMap(answer => answer.found);
    const records = dropLater(found)
      .slice(0, limit)
      .map(({ entry, ...parts }) => buildRecord({ entry: { $schema: "", ...entry }, ...parts }));
    const proofs = answers.map(({ proof }) => proof);
    if (given.flags.json) world.print(JSON.stringify({ results: records, verified: proofs }, null, 2));
    else {
      const width = Math.max(0, ...records.map(record => record.name.length));
      for (const { name, version = "", description } of records) {
        world.print(renderTerminal(`${name.padEnd(width)}  ${version.padEnd(8)}  ${description}`));
      }
      if (records.length === 0) world.report("nothing matches all these words");
      for (const line of proofs.flatMap(renderProof)) world.report(renderTerminal(line));
    }
    return records.length === 0 ? 6 : 0;
  },
});

/** A name that several catalogs have is the first one's. */
function dropLater(found: readonly PackageDocument[]): PackageDocument[] {
  return found.filter(({ name }, at) => found.findIndex(other => other.name === name) === at);
}

function parseLimit(given: unknown): number {
  const limit = given === undefined ? LIMIT : Number(given);
  if (Number.isInteger(limit) && limit > 0 && limit <= 100) return limit;
  throw new PakError("USAGE", "--limit is no number from 1 to 100", { fix: "pak search WORD --limit 20" });
}
