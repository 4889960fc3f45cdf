import { describe, expect, test } from "vitest";
import { startGitHost } from "../../test/git-host.ts";
import { type Answer, startRegistry } from "../../test/registry.ts";
import { makeFolder } from "../../test/repository.ts";
import { fetchGitSource } from "./git-source.ts";
import { openGitTransport, type TransportBounds } from "./git-transport.ts";

const QUICK: TransportBounds = {
  most: 1 << 20,
  silence: 5_000,
  whole: 10_000,
  retries: 2,
  leastWait: 1,
  mostWait: 5,
  redirects: 3,
};

/** A server that answers at `x` and the transport that asks it. */
async function startServer(answers: Readonly<Record<string, Answer>>, bounds: Partial<TransportBounds> = {}) {
  const server = await startRegistry(answers);
  const http = openGitTransport(fetch, { ...QUICK, ...bounds });
  return { server, request: (path: string) => http.request({ url: server.address + path }) };
}

describe("openGitTransport", () => {
  test("waits as a busy server says, and asks again", async () => {
    let attempts = 0;
    const { request } = await startServer({
      x: (_, response) => {
        attempts += 1;
        if (attempts === 1) response.writeHead(429, { "retry-after": "3600" }).end();
        else if (attempts === 2) response.writeHead(503).end("down");
        else response.end("fine");
      },
    });
    const { statusCode, body } = await request("x");
    const pieces: Uint8Array[] = [];
    for await (const piece of body ?? []) pieces.push(piece);
    expect([statusCode, Buffer.concat(pieces).toString(), attempts]).toEqual([200, "fine", 3]);
  });

  test("asks again when the connection breaks, counting what came before", async () => {
    let attempts = 0;
    const breaking: Answer = (_, response) => {
      attempts += 1;
      if (attempts % 3 === 0) response.end("0".repeat(10_000));
      else
        response
          .writeHead(200, { "content-length": "99999" })
          .write("0".repeat(10_000), () => response.destroy());
    };
    const { server, request } = await startServer({ x: breaking }, { most: 45_000 });
    expect((await request("x")).statusCode).toBe(200);
    expect(server.log).toHaveLength(3);
    await expect(request("x")).rejects.toMatchObject({ code: "TOO_LARGE" });
  });

  test("gives up a server that stays busy", async () => {
    const { server, request } = await startServer({ x: (_, response) => response.writeHead(503).end() });
    await expect(request("x")).rejects.toMatchObject({
      code: "NETWORK",
      message: expect.stringMatching(/it answered 503$/),
    });
    expect(server.log).toHaveLength(3);
  });

  test.each<[string, Answer]>([
    ["says nothing", () => undefined],
    ["falls silent", (_, response) => response.write("half")],
  ])("ends with a server that %s", async (_, answer) => {
    const { request } = await startServer({ x: answer }, { silence: 50 });
    await expect(request("x")).rejects.toMatchObject({
      code: "NETWORK",
      message: expect.stringMatching(/it took too long$/),
    });
  });

  test("ends with a server that drips", async () => {
    const { request } = await startServer(
      {
        x: (_, response) => {
          const drip = setInterval(() => response.write("."), 10);
          response.on("close", () => clearInterval(drip));
        },
      },
      { whole: 100 },
    );
    await expect(request("x")).rejects.toMatchObject({
      code: "NETWORK",
      message: expect.stringMatching(/it took too long$/),
    });
  });

  test("ends with a server that has no end, and counts all its answers", async () => {
    const pour: Answer = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(1 << 16)));
      };
      response.on("drain", more);
      more();
    };
    const endless = await startServer({ x: pour });
    await expect(endless.request("x")).rejects.toMatchObject({ code: "TOO_LARGE" });
    const often = await startServer({ x: "0".repeat(600_000) });
    await often.request("x");
    await expect(often.request("x")).rejects.toMatchObject({ code: "TOO_LARGE" });
  });

  test("nobody there is told by the cause", async () => {
    const http = openGitTransport(fetch, QUICK);
    await expect(http.request({ url: "http://127.0.0.1:1/acme/foo.git" })).rejects.toMatchObject({
      code: "NETWORK",
      message: expect.stringMatching(/ECONNREFUSED|bad port/),
    });
  });

  test("a repository that was renamed is followed to its new name", async () => {
    const host = await startGitHost();
    host.repository.commit({ "a.c": "1" });
    const pin = host.release("v1");
    const server = Object.values(host.replace)[0]!;
    const renaming: typeof fetch = (input, init) => {
      const { pathname, search } = new URL(String(input));
      if (!pathname.startsWith("/old/")) return fetch(input, init);
      const location = server + pathname.replace("/old/", "") + search;
      return Promise.resolve(new Response(null, { status: 301, headers: { location } }));
    };
    const replace = { "https://github.com/": `${server}old/` };
    const got = await fetchGitSource({ ...host, pin }, makeFolder(), { fetch: renaming, replace });
    expect(got.tree).toMatch(/^h1:/);
  });

  test.each([
    "https://example.org/x",
    "http://localhost/x",
    "//example.org/x",
    "file:///etc/passwd",
    "http://",
  ])("a redirect to another server is refused: %s", async location => {
    const { request } = await startServer({
      x: (_, response) => response.writeHead(302, { location }).end(),
    });
    await expect(request("x")).rejects.toMatchObject({
      code: "SOURCE_FETCH",
      message: expect.stringMatching(/another server/),
    });
  });

  test("a redirect in a circle is refused", async () => {
    const { server, request } = await startServer({
      x: (_, response) => response.writeHead(302, { location: "/x" }).end(),
    });
    await expect(request("x")).rejects.toMatchObject({
      code: "SOURCE_FETCH",
      message: expect.stringMatching(/more than 3 times/),
    });
    expect(server.log).toHaveLength(4);
  });

  test("sends no credentials", async () => {
    const sent: Record<string, unknown>[] = [];
    const { request } = await startServer({
      x: ({ headers }, response) => {
        sent.push(headers);
        response.end();
      },
    });
    await request("x");
    expect(sent[0]).toMatchObject({ "user-agent": "git/pak-catalog" });
    expect(sent[0]).not.toHaveProperty("authorization");
    expect(sent[0]).not.toHaveProperty("cookie");
  });
});
