import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeFolder } from "../../test/repository.ts";
import { type Exchange, openExchange } from "./exchange.ts";

const HOST = "raw.githubusercontent.com";
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

/** A server on loopback with a certificate for a public host, and a way to ask that trusts it. */
async function serve(answer: RequestListener) {
  const folder = makeFolder();
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const words = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "1",
  ];
  const name = ["-subj", `/CN=${HOST}`, "-addext", `subjectAltName=DNS:${HOST}`];
  spawnSync("openssl", [...words, ...name, "-keyout", key, "-out", cert]);
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, answer);
  await new Promise<void>(done => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const askWith =
    (exchange: Exchange) =>
    (path: string, addresses = ["127.0.0.1"], patience = 5_000) =>
      exchange(new URL(`https://${HOST}${path}`), {
        addresses,
        limit: 10,
        signal: AbortSignal.timeout(patience),
      });
  return {
    ask: askWith(openExchange({ port, ca: readFileSync(cert, "utf8") })),
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
