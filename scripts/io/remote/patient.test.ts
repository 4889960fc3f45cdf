import { describe, expect, test } from "vitest";
import { PakError } from "../../errors.ts";
import { startRegistry } from "../../test/registry.ts";
import { askPatiently, fetchPatiently, parseRetryAfter, readAnswer } from "./patient.ts";

const PATIENCE = { retries: 2, leastWait: 1, mostWait: 5, timeout: 5_000 };
const BOUNDS = { who: "the registry", most: 100, patience: PATIENCE };
const ONCE = { ...BOUNDS, patience: { ...PATIENCE, retries: 0 } };

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
    const { status, body } = await fetchPatiently(fetch, `${registry.address}busy`, {}, BOUNDS);
    expect([status, Buffer.from(body).toString(), attempts]).toEqual([200, "fine", 3]);
  });

  test("tries again when the connection breaks, and sends what it was told to", async () => {
    let attempts = 0;
    const registry = await startRegistry({
      broken: ({ headers }, response) => {
        attempts += 1;
        if (attempts === 1) response.destroy();
        else if (attempts === 2)
          response.writeHead(200, { "content-length": "9" }).write("half", () => response.destroy());
        else response.end(headers.accept);
      },
    });
    const request = { headers: { accept: "text/plain" } };
    const { body } = await fetchPatiently(fetch, `${registry.address}broken`, request, BOUNDS);
    expect([Buffer.from(body).toString(), attempts]).toEqual(["text/plain", 3]);
  });

  test("gives up after the last attempt", async () => {
    const registry = await startRegistry({ broken: (_, response) => response.writeHead(500).end() });
    await expect(fetchPatiently(fetch, `${registry.address}broken`, {}, BOUNDS)).rejects.toMatchObject({
      code: "NETWORK",
      message: "the registry gave no answer: it answered 500",
    });
    expect(registry.log).toHaveLength(3);
  });

  test("takes other answers as they are, without another attempt", async () => {
    const registry = await startRegistry();
    const { status } = await fetchPatiently(fetch, `${registry.address}nothing`, {}, BOUNDS);
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
      fetchPatiently(fetch, `${registry.address}endless`, {}, { ...BOUNDS, most: 1 << 20 }),
    ).rejects.toMatchObject({
      code: "TOO_LARGE",
      message: "the registry answered with more than 1048576 bytes",
    });
    expect(registry.log).toHaveLength(1);
  });

  test("a silent registry is given up", async () => {
    const registry = await startRegistry({ silent: () => undefined });
    const bounds = { ...ONCE, patience: { ...ONCE.patience, timeout: 20 } };
    await expect(fetchPatiently(fetch, `${registry.address}silent`, {}, bounds)).rejects.toMatchObject({
      code: "NETWORK",
      message: "the registry gave no answer: it took too long",
    });
  });

  test("nobody there is told by the cause", async () => {
    await expect(fetchPatiently(fetch, "http://127.0.0.1:1/x", {}, ONCE)).rejects.toMatchObject({
      code: "NETWORK",
      message: expect.stringMatching(/ECONNREFUSED|bad port/),
    });
  });
});

describe("askPatiently", () => {
  test("an error that says enough ends the asking", async () => {
    let attempts = 0;
    const asking = askPatiently("somebody", PATIENCE, () => {
      attempts += 1;
      return Promise.reject(new PakError("TOO_LARGE", "enough"));
    });
    await expect(asking).rejects.toMatchObject({ code: "TOO_LARGE" });
    expect(attempts).toBe(1);
  });
});

describe("an obedient asker", () => {
  const DATE = "Sun, 01 Nov 2026 00:00:00 GMT";
  const LATER = String(Date.parse(DATE) / 1000 + 90);

  /** The waits between answers with such statuses and headers, and how it ends. */
  async function waits(...answers: [number, Record<string, string>][]) {
    const slept: number[] = [];
    const patience = {
      ...PATIENCE,
      retries: 4,
      mostWait: 900_000,
      isObedient: true,
      wait: async (milliseconds: number) => void slept.push(milliseconds),
    };
    const last = answers.at(-1)!;
    const ended = await askPatiently("it", patience, async () => {
      const [status, headers] = answers.shift() ?? last;
      return { status, headers: new Headers({ date: DATE, ...headers }), body: new Uint8Array() };
    }).then(
      answer => answer.status,
      (error: PakError) => error.code,
    );
    return { slept, ended };
  }

  test("waits as it is told: Retry-After, else the reset of the limit", async () => {
    const reset = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": LATER };
    expect(await waits([403, { "retry-after": "60", ...reset }], [200, {}])).toEqual({
      slept: [60_000],
      ended: 200,
    });
    expect(await waits([403, reset], [429, { "retry-after": "1" }], [200, {}])).toEqual({
      slept: [90_000, 1_000],
      ended: 200,
    });
  });

  test("is held up no longer in all than twice", async () => {
    const minutes = await waits([429, { "retry-after": "600" }]);
    expect(minutes).toEqual({ slept: [600_000, 600_000, 600_000], ended: "RATE_LIMITED" });
    expect(await waits([503, { "retry-after": "3600" }])).toEqual({
      slept: [900_000, 900_000],
      ended: "NETWORK",
    });
  });

  test("waits a minute and more where it is not told, five tries at most", async () => {
    const { slept, ended } = await waits([429, {}]);
    expect(ended).toBe("RATE_LIMITED");
    expect(slept).toHaveLength(4);
    for (const [at, pause] of slept.entries()) {
      expect(pause).toBeGreaterThanOrEqual(60_000 * 2 ** at);
      expect(pause).toBeLessThanOrEqual(90_000 * 2 ** at);
    }
  });

  test("stays away when it is asked for long", async () => {
    expect(await waits([429, { "retry-after": "3600" }])).toEqual({ slept: [], ended: "RATE_LIMITED" });
  });

  test("a plain 403 is an answer", async () => {
    expect(await waits([403, { "x-ratelimit-remaining": "12" }])).toEqual({ slept: [], ended: 403 });
  });
});

test("an answer that another attempt may better is not read", async () => {
  const read: number[] = [];
  const ask = (status: number) =>
    readAnswer("somebody", new Response("text", { status }), 4, piece => read.push(piece.length));
  expect([(await ask(503)).body.length, (await ask(404)).body.length, read]).toEqual([0, 4, [4]]);
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
