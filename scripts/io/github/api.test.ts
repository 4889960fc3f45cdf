import { createServer, type RequestListener } from "node:http";
import { expect, test } from "vitest";
import { listen } from "../../test/listen.ts";
import { openGitHub } from "./api.ts";

const TOKEN = "canary-token";

async function open(answer: RequestListener, token?: string) {
  const server = createServer(answer);
  const port = await listen(server);
  const environment = { GITHUB_API_URL: `http://127.0.0.1:${port}/` };
  return openGitHub({ fetch, environment, ...(token === undefined ? {} : { token }) });
}

test("a request carries the token and a JSON body; an answer may have none", async () => {
  const seen: (string | undefined)[] = [];
  const github = await open(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    seen.push(request.method, request.url, request.headers.authorization, body);
    response.writeHead(body === "" ? 204 : 201).end(body === "" ? "" : '{"number":7}');
  }, TOKEN);
  expect(await github.ask("POST", "/x", { title: "ü" })).toEqual({ status: 201, body: { number: 7 } });
  expect(await github.ask("GET", "/y")).toEqual({ status: 204, body: undefined });
  expect(seen).toEqual([
    "POST",
    "/x",
    `Bearer ${TOKEN}`,
    '{"title":"ü"}',
    "GET",
    "/y",
    `Bearer ${TOKEN}`,
    "",
  ]);
});

test("what GitHub refuses ends in a code with a way out, and never in the token", async () => {
  const answers: [number, Record<string, string>, string][] = [
    [401, {}, "TOKEN"],
    [403, { "x-ratelimit-remaining": "0" }, "TOKEN"],
    [429, {}, "NETWORK"],
    [502, {}, "NETWORK"],
  ];
  for (const [status, headers, code] of answers) {
    const github = await open(
      (_, response) => response.writeHead(status, headers).end('{"message":"no"}'),
      TOKEN,
    );
    const error = await github.ask("GET", "/x").catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, fix: expect.any(String) });
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain(TOKEN);
  }
  const nobody = openGitHub({ fetch, environment: { GITHUB_API_URL: "http://127.0.0.1:9" } });
  await expect(nobody.ask("GET", "/x")).rejects.toMatchObject({ code: "NETWORK" });
});

test("an endless answer is cut off", async () => {
  const github = await open((_, response) => {
    const more = setInterval(() => response.write("x".repeat(1_000_000)), 1);
    response.on("close", () => clearInterval(more));
  });
  await expect(github.ask("GET", "/x")).rejects.toMatchObject({ code: "TOO_LARGE" });
});
