import { loadRulebook } from "../io/catalog/rulebook.ts";
import { readSettings } from "../io/catalog/settings.ts";
import { renderPublication } from "../io/output/publication.ts";
import { reportFindings } from "../io/output/report.ts";
import type { Publication } from "../io/publication/plan.ts";
import { openPublished, publish } from "../io/publication/publish.ts";
import { type BuiltSite, buildSite } from "../io/site/build-site.ts";
import { readHealth } from "../io/site/health.ts";
import type { World } from "./command.ts";

/** A built site and the signatures it carries. */
export type BuiltCatalog = BuiltSite & { readonly signed: NonNullable<Publication["signed"]> };

/**
 * Brings the signed JSON up to date and builds the pages around it; `undefined` when findings refuse the catalog.
 *
 * @param isJson tells those findings as one JSON document
 */
export async function publishAll(
  world: World,
  { isJson = false }: { isJson?: boolean } = {},
): Promise<BuiltCatalog | undefined> {
  const settings = readSettings(world.root);
  const rulebook = await loadRulebook(world.tool, settings);
  const warn = (line: string) => world.report(line);
  const published = await publish({
    root: world.root,
    rulebook,
    environment: world.environment,
    now: world.now(),
    warn,
    progress: (done, all) => world.progress(`checking and building, part ${done} of ${all}`),
  });
  world.progress("");
  const { signed } = published;
  const isRefused = reportFindings(published.findings, world, { isJson: isJson && signed === undefined });
  if (isRefused || signed === undefined) return undefined;
  for (const line of renderPublication(published)) world.report(line);
  const built = await buildSite({
    tool: world.tool,
    root: world.root,
    published: openPublished(world.root)!,
    settings,
    health: readHealth(world.root, rulebook.guards, warn),
    progress: text => world.progress(text),
  });
  world.progress("");
  return { ...built, signed };
}
