import { join } from "node:path";
import { PakError } from "../errors.ts";
import { startServer } from "../io/site/static-server.ts";
import { buildAll } from "./build-all.ts";
import { defineCommand } from "./command.ts";

const PORT = 8080;

export const serve = defineCommand({
  name: "serve",
  wordCount: [0, 0],
  flags: {
    port: { value: "N", summary: `the port on 127.0.0.1 (${PORT}); 0 picks a free one` },
    "no-build": { summary: "serve _site as it is" },
  },
  examples: ["pak serve", "pak serve --port 0 --no-build"],
  async run(world, { flags }) {
    const port = parsePort(flags.port);
    if (!flags["no-build"] && (await buildAll(world)) === undefined) return 1;
    const server = await startServer({ folder: join(world.root, "_site"), port });
    world.print(server.url);
    for (const line of renderHints(server.url)) world.report(line);
    await world.interrupted;
    await server.close();
    return 0;
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
  const port = given === undefined ? PORT : Number(given);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new PakError("USAGE", "--port is no number from 0 to 65535", { fix: `pak serve --port ${PORT}` });
}
