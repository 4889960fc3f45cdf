import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import { hasOpenssl, RAW_HOST, serveRawHost } from "../../test/raw-host.ts";
import { type Exchange, openExchange } from "./exchange.ts";

/** A server of a public host, and ways to ask it. */
async function serve(answer: RequestListener) {
  const { port, certificate } = await serveRawHost(answer);
  const askWith =
    (exchange: Exchange) =>
    (path: string, addresses = ["127.0.0.1"], patience = 5_000) =>
      exchange(new URL(`https://${RAW_HOST}${path}`), {
        addresses,
        limit: 10,
        signal: AbortSignal.timeout(patience),
      });
  return {
    ask: askWith(openExchange({ port, ca: readFileSync(certificate, "utf8") })),
    askUntrusting: askWith(openExchange({ port })),
  };
}

describe.skipIf(!hasOpenssl)("an exchange", () => {
  test("goes to the pinned address under the host's own name", async () => {
    const { ask } = await serve((request, response) =>
      response.end(`${request.headers.host?.split(":")[0]}`.slice(0, 3)),
    );
    expect(await ask("/a")).toEqual({ status: 200, bytes: Buffer.from("raw") });
    expect(await ask("/a", ["127.0.0.2"])).toHaveProperty("problem");
  });

  test("reads no more than the limit and one byte, tells a redirect, and gives up in time", async () => {
    const { ask } = await serve((request, response) => {
      if (request.url === "/moved") response.writeHead(302, { Location: "/there" }).end("ignored");
      else if (request.url === "/endless") {
        const more = setInterval(() => response.write("x".repeat(1_000)), 5);
        response.on("close", () => clearInterval(more));
      } else if (request.url !== "/silent") response.writeHead(404).end("no");
    });
    expect(await ask("/moved")).toEqual({ status: 302, location: "/there", bytes: Buffer.alloc(0) });
    expect(await ask("/endless")).toMatchObject({ status: 200, bytes: { length: 11 } });
    expect(await ask("/none")).toMatchObject({ status: 404 });
    expect(await ask("/silent", undefined, 200)).toEqual({ problem: "took too long" });
  });

  test("takes no certificate that it does not trust", async () => {
    const { askUntrusting } = await serve((_, response) => response.end());
    expect(await askUntrusting("/")).toHaveProperty("problem");
  });
});
