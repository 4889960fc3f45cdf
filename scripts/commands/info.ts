import { PakError } from "../errors.ts";
import { readApplication } from "../io/application/application-file.ts";
import { listApplicationLayers, openUserLayers } from "../io/application/personal-layers.ts";
import { renderExplained } from "../io/output/explained.ts";
import { renderPackageInfo } from "../io/output/package.ts";
import { renderProof } from "../io/output/proof.ts";
import { explainLayers } from "../model/manifest/layers.ts";
import { listCatalogLayers } from "../model/manifest/manifest.ts";
import { isName } from "../model/name/name.ts";
import type { PackageDocument } from "../model/published/package-document.ts";
import { latestOf } from "../model/release/latest.ts";
import type { Release } from "../model/release/release.ts";
import { renderTerminal } from "../model/text/terminal.ts";
import { askCatalog, CATALOG_FLAGS } from "./catalog-flags.ts";
import { defineCommand, type World } from "./command.ts";

export const info = defineCommand({
  name: "info",
  words: "NAME[@VERSION]",
  wordCount: [1, 1],
  flags: {
    ...CATALOG_FLAGS,
    explain: { summary: "show for every field of the manifest which layer set it, without downloading it" },
  },
  examples: [
    "pak info jquery",
    "pak info jquery@3.7.1 --json",
    "pak info bootstrap@5.3.8 --explain",
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
    const explained = given.flags.explain ? explain(world, resolved, release) : undefined;
    if (given.flags.json) {
      const answer = {
        package: document,
        ...(hops.length === 0 ? {} : { resolved }),
        ...(release === undefined ? {} : { release }),
        ...(explained === undefined ? {} : { explained }),
        verified: proof,
      };
      world.print(JSON.stringify(answer, null, 2));
    } else {
      for (const line of renderPackageInfo(found, release)) world.print(renderTerminal(line));
      if (explained !== undefined) world.print("  manifest, and the layers that set it");
      for (const line of renderExplained(explained ?? [])) world.print(renderTerminal(`  ${line}`));
      for (const line of renderProof(proof)) world.print(renderTerminal(line));
    }
    return 0;
  },
});

/** The layers of the manifest that a release has in this folder; what only the package itself says is not among them. */
function explain(
  world: World,
  { name, entry, releases, override }: PackageDocument,
  asked: Release | undefined,
) {
  const release = asked ?? latestOf(releases);
  if (release === undefined) {
    throw new PakError("NOT_FOUND", `${name} has no recorded version`, { fix: "ask again when it has one" });
  }
  const { application } = readApplication(world.root);
  return explainLayers([
    ...listCatalogLayers(entry, release, override),
    ...openUserLayers(world.home)({ name, endpoint: entry.endpoint, version: release.version }),
    ...listApplicationLayers(application, name),
  ]);
}

function parseWord(word: string): { name: string; version: string | undefined } {
  const [name, version, ...more] = word.split("@");
  if (isName(name) && version !== "" && more.length === 0) return { name, version };
  throw new PakError("USAGE", `${JSON.stringify(word)} is not NAME[@VERSION]`, {
    fix: "give one name in lower case and at most one version, as in: pak info jquery@3.7.1",
  });
}
