import { openUserLayers } from "../io/application/personal-layers.ts";
import { ensureAll } from "../io/cache/ensure-all.ts";
import { resolveRequests } from "../io/install/resolve-requests.ts";
import { buildCaching, renderCaching } from "../io/output/caching.ts";
import { buildResolution } from "../io/output/resolution.ts";
import { withLayers } from "../model/install/known.ts";
import { EMPTY_LOCK } from "../model/install/lock.ts";
import type { Selection } from "../model/install/selection.ts";
import { CATALOG_FLAGS } from "./catalog-flags.ts";
import { defineCommand } from "./command.ts";
import { LEAST_AGE_FLAG, readLeastAge } from "./least-age.ts";
import { openLocate } from "./locate.ts";
import { listCachedLayers, openCache } from "./package-cache.ts";
import { parseWords } from "./package-words.ts";
import { tell } from "./tell.ts";

export const cache = defineCommand({
  name: "cache",
  words: "NAME[#EXPRESSION|@VERSION]…",
  wordCount: [1, Number.POSITIVE_INFINITY],
  flags: {
    ...CATALOG_FLAGS,
    ...LEAST_AGE_FLAG,
    all: { summary: "fetch packages' optional dependencies too" },
    explain: { summary: "show for every field of each manifest which layer set it" },
  },
  examples: ["pak cache jquery", "pak cache bootstrap@5.3.8 --explain", 'pak cache "jquery#~3.6"'],
  async run(world, given) {
    const user = openUserLayers(world.home);
    const resolved = await resolveRequests({
      requests: parseWords(given).map(({ asked, expression }) => ({
        name: asked,
        expression,
        isOptional: false,
      })),
      locate: openLocate(world, given),
      lock: EMPTY_LOCK,
      refreshed: "all",
      personal: user,
      withOptional: given.flags.all === true,
      leastAge: readLeastAge(world, given),
    });
    const packages = openCache(world, given);
    const chosen = [...resolved.selections.values()].map(one => ({ selection: withLayers(one, user) }));
    const cached = await ensureAll(packages, chosen, (done, all) =>
      world.progress(`fetched ${done} of ${all} packages`),
    );
    world.progress("");
    const layersOf = (selection: Selection) => listCachedLayers(packages, user, selection);
    const resolution = buildResolution(resolved, given.flags.explain ? layersOf : undefined);
    tell(world, given, buildCaching(resolution, cached), renderCaching);
    return 0;
  },
});
