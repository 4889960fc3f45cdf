import { createServer } from "node:http";
import { expect, test } from "vitest";
import { listen } from "../../test/listen.ts";
import { fetchRepository } from "./repository.ts";

const REPOSITORY = { type: "git", url: "git+https://github.com/less/less.js.git" };

test("a package's newest version names its repository; no package and no JSON name none", async () => {
  const server = createServer((request, response) => {
    if (request.url === "/@less%2fless/latest") response.end(JSON.stringify({ repository: REPOSITORY }));
    else if (request.url === "/broken/latest") response.end("{");
    else response.writeHead(404).end("{}");
  });
  const port = await listen(server);
  const base = `http://127.0.0.1:${port}/`;
  const patience = { retries: 0, leastWait: 1, mostWait: 1, timeout: 5_000 };
  const configuration = { addressOf: (name: string) => base + name.replace("/", "%2f"), ...patience };
  expect(await fetchRepository("@less/less", configuration, fetch)).toEqual(REPOSITORY);
  expect(await fetchRepository("broken", configuration, fetch)).toBeUndefined();
  expect(await fetchRepository("none", configuration, fetch)).toBeUndefined();
});
