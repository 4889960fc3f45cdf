import { describe, expect, test } from "vitest";
import { startRegistry } from "../../test/registry.ts";
import { fetchPatiently, parseRetryAfter } from "./request.ts";

const PATIENCE = { retries: 2, leastWait: 1, mostWait: 5, timeout: 5_000 };

describe("fetchPatiently", () => {
  test("tries again after answers that pass, and takes what comes then", async () => {
    let attempts = 0;
    const registry = await startRegistry({
      busy: (_, response) => {
        attempts += 1;
        if (attempts === 1) response.writeHead(429, { "retry-after": "3600" }).end();
        else if (attempts === 2) response.writeHead(503).end("down");
        else response.end("fine");
      },
    });
    const { status, body } = await fetchPatiently(fetch, `${registry.address}busy`, {}, 100, PATIENCE);
    expect([status, Buffer.from(body).toString(), attempts]).toEqual([200, "fine", 3]);
  });

  test("gives up after the last attempt", async () => {
    const registry = await startRegistry({ broken: (_, response) => response.writeHead(500).end() });
    await expect(fetchPatiently(fetch, `${registry.address}broken`, {}, 100, PATIENCE)).rejects.toMatchObject(
      {
        code: "NETWORK",
        message: "the registry gave no answer: it answered 500",
      },
    );
    expect(registry.log).toHaveLength(3);
  });

  test("takes other answers as they are, without another attempt", async () => {
    const registry = await startRegistry();
    const { status } = await fetchPatiently(fetch, `${registry.address}nothing`, {}, 100, PATIENCE);
    expect([status, registry.log]).toEqual([404, ["nothing"]]);
  });

  test("stops an answer that never ends", async () => {
    const registry = await startRegistry({
      endless: (_, response) => {
        const pour = () => {
          while (!response.destroyed && response.write(Buffer.alloc(1 << 16)));
        };
        response.on("drain", pour);
        pour();
      },
    });
    await expect(
      fetchPatiently(fetch, `${registry.address}endless`, {}, 1 << 20, PATIENCE),
    ).rejects.toMatchObject({
      code: "TOO_LARGE",
    });
    expect(registry.log).toHaveLength(1);
  });

  test("a silent registry is given up", async () => {
    const registry = await startRegistry({ silent: () => undefined });
    const patience = { ...PATIENCE, retries: 0, timeout: 20 };
    await expect(fetchPatiently(fetch, `${registry.address}silent`, {}, 100, patience)).rejects.toMatchObject(
      {
        code: "NETWORK",
        message: "the registry gave no answer: it took too long",
      },
    );
  });

  test("nobody there is told by the cause", async () => {
    await expect(
      fetchPatiently(fetch, "http://127.0.0.1:1/x", {}, 100, { ...PATIENCE, retries: 0 }),
    ).rejects.toMatchObject({ code: "NETWORK", message: /ECONNREFUSED|bad port/ });
  });
});

describe("parseRetryAfter", () => {
  test("seconds, or a date against the answer's own date", () => {
    expect(parseRetryAfter("2", null)).toBe(2000);
    expect(parseRetryAfter("Sun, 01 Nov 2026 00:00:09 GMT", "Sun, 01 Nov 2026 00:00:00 GMT")).toBe(9000);
    expect(parseRetryAfter("Sun, 01 Nov 2026 00:00:00 GMT", "Sun, 01 Nov 2026 00:00:09 GMT")).toBe(0);
  });

  test("nothing, nonsense or a date without one to compare it with", () => {
    expect(parseRetryAfter(null, null)).toBeUndefined();
    expect(parseRetryAfter("-1", null)).toBeUndefined();
    expect(parseRetryAfter("Sun, 01 Nov 2026 00:00:09 GMT", null)).toBeUndefined();
  });
});
