import { expect, test } from "vitest";
import { startRegistry } from "../../test/registry.ts";
import { describeCause, readBounded } from "./response.ts";

test("a body may have as many bytes as it may, and not one more", async () => {
  const seen: number[] = [];
  const bytes = await readBounded(new Response("12345"), 5, piece => seen.push(piece.length));
  expect([Buffer.from(bytes!).toString(), seen]).toEqual(["12345", [5]]);
  expect(await readBounded(new Response("12345"), 4)).toBeUndefined();
  expect(await readBounded(new Response(null), 0)).toEqual(new Uint8Array());
});

test("a body without end is left at its limit", async () => {
  let isLeft = false;
  const endless = new ReadableStream({
    pull: controller => controller.enqueue(new Uint8Array(1_000)),
    cancel: () => {
      isLeft = true;
    },
  });
  expect(await readBounded(new Response(endless), 10_000)).toBeUndefined();
  expect(isLeft).toBe(true);
});

test("why there is no answer is told in a word", async () => {
  const registry = await startRegistry({
    silent: () => undefined,
    falling: (_, response) => response.write("half"),
    breaking: (_, response) => response.destroy(),
  });
  const ask = async (address: string, signal: AbortSignal | null = null) => {
    const text = async () => (await fetch(address, { signal })).text();
    return describeCause(await text().catch((error: unknown) => error));
  };
  expect(await ask("http://127.0.0.1:9")).toMatch(/^(?:ECONNREFUSED|bad port)$/);
  expect(await ask(`${registry.address}breaking`)).toBe("UND_ERR_SOCKET");
  for (const path of ["silent", "falling"]) {
    expect(await ask(registry.address + path, AbortSignal.timeout(50))).toBe("it took too long");
    const silent = new AbortController();
    setTimeout(() => silent.abort(), 50);
    expect(await ask(registry.address + path, silent.signal)).toBe("it took too long");
  }
  expect(describeCause("text")).toBe("text");
});
