import { existsSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../errors.ts";
import { startServer } from "../io/site/static-server.ts";
import { LOCAL_PORT } from "../model/settings.ts";
import { defineCommand } from "./command.ts";
import { publishAll } from "./publish-all.ts";

export const serve = defineCommand({
  name: "serve",
  wordCount: [0, 0],
  flags: {
    port: { value: "N", summary: `the port on 127.0.0.1 (${LOCAL_PORT}); 0 picks a free one` },
    "no-build": { summary: "serve _site as it is" },
  },
  examples: ["pak serve", "pak serve --port 0 --no-build"],
  async run(world, { flags }) {
    const port = parsePort(flags.port);
    const isJson = flags.json === true;
    const folder = join(world.root, "_site");
    if (flags["no-build"] && !existsSync(join(folder, "index.html"))) {
      throw new PakError("NOT_FOUND", `there is no site in ${folder} yet`, {
        fix: "build it with pak site, or leave out --no-build",
      });
    }
    // The port is taken before a build that would be in vain; the folder may change while it is served.
    const server = await startServer({ folder, port });
    try {
      if (!flags["no-build"] && (await publishAll(world, { isJson })) === undefined) return 1;
      world.print(isJson ? JSON.stringify({ url: server.url }, null, 2) : server.url);
      if (!isJson) for (const line of renderHints(server.url)) world.report(line);
      await world.interrupted();
      return 0;
    } finally {
      await server.close();
    }
  },
});

function renderHints(url: string): string[] {
  return [
    "",
    `The catalog is at ${url} until you press Ctrl-C. In another terminal try:`,
    "",
    `  npx pak info jquery --catalog ${url}`,
    `  npx pak search css --catalog ${url}`,
    `  npx pak verify --catalog ${url}`,
    "",
    `or open ${url} in a browser.`,
  ];
}

function parsePort(given: unknown): number {
  const port = given === undefined ? LOCAL_PORT : Number(given);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new PakError("USAGE", "--port is no number from 0 to 65535", {
    fix: `pak serve --port ${LOCAL_PORT}`,
  });
}
