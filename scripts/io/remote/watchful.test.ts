import { expect, test } from "vitest";
import { type Answer, startRegistry } from "../../test/registry.ts";
import { askWatchfully, type Watch } from "./watchful.ts";

async function ask(answer: Answer, watch: Partial<Watch> = {}) {
  const { address } = await startRegistry({ x: answer });
  const whole = AbortSignal.timeout(10_000);
  return askWatchfully(fetch, `${address}x`, {}, { who: "x", most: 100, silence: 5_000, whole, ...watch });
}

test("tells of each piece, and of a redirect instead of following it", async () => {
  let seen = 0;
  const see = (piece: Uint8Array) => {
    seen += piece.length;
  };
  expect((await ask("hello", { see })).status).toBe(200);
  expect(seen).toBe(5);
  const moved = await ask((_, response) => response.writeHead(307, { location: "http://x.invalid/" }).end());
  expect([moved.status, moved.headers.get("location")]).toEqual([307, "http://x.invalid/"]);
});

test("neither silence nor an endless body is waited for", async () => {
  await expect(ask(() => undefined, { silence: 20 })).rejects.toMatchObject({ name: "AbortError" });
  await expect(ask("x".repeat(101))).rejects.toMatchObject({ code: "TOO_LARGE" });
});
