import { Catalog } from "../client.ts";
import { PakError } from "../errors.ts";
import { renderProof } from "../io/output/proof.ts";
import { openPublished } from "../io/publication/publish.ts";
import { startServer } from "../io/site/static-server.ts";
import { renderTerminal } from "../model/text/terminal.ts";
import { askCatalog, CATALOG_FLAGS } from "./catalog-flags.ts";
import { defineCommand, type World } from "./command.ts";

export const verify = defineCommand({
  name: "verify",
  wordCount: [0, 0],
  flags: { ...CATALOG_FLAGS, here: { summary: "verify what pak sign made in this folder" } },
  examples: ["pak verify", "pak verify --catalog https://example.org/pak/", "pak verify --here"],
  async run(world, given) {
    const progress = (done: number, all: number) => world.progress(`verified ${done} of ${all} bins`);
    const verified = await (given.flags.here
      ? verifyHere(world, progress)
      : askCatalog(world, given, catalog => catalog.verify(progress)));
    world.progress("");
    const { packages, bins, failures, proof } = verified;
    if (given.flags.json) world.print(JSON.stringify({ packages, bins, verified: proof, failures }, null, 2));
    else {
      for (const failure of failures) world.report(renderTerminal(`${failure.code} ${failure.message}`));
      world.print(`${packages} packages in ${bins} bins verified, ${failures.length} failures`);
      for (const line of renderProof(proof)) world.print(renderTerminal(line));
    }
    return failures.length === 0 ? 0 : 3;
  },
});

/** Reads the folder as any client would: over HTTP, with nothing trusted before. */
async function verifyHere(world: World, progress: (done: number, all: number) => void) {
  const folder = openPublished(world.root);
  if (folder === undefined)
    throw new PakError("NOT_FOUND", "nothing was signed here yet", { fix: "pak sign" });
  const server = await startServer({ folder, port: 0 });
  try {
    return await new Catalog({ url: server.url, fetch: world.fetch, now: world.now() }).verify(progress);
  } finally {
    await server.close();
  }
}
