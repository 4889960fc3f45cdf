import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Answer, startRegistry } from "../../test/registry.ts";
import { fetchPatch } from "./patch-download.ts";

const QUICK = { retries: 2, leastWait: 1, mostWait: 5, timeout: 5_000 };
const PATCH = Buffer.from("--- a\n+++ b\n");
const URL = `https://github.com/acme/foo/raw/${"1".repeat(40)}/fix.patch`;
const ORDER = { url: URL, sha256: hash("sha256", PATCH) };

async function fetchFrom(answer: Answer, order = ORDER): Promise<Uint8Array> {
  const mirror = await startRegistry({ [new globalThis.URL(URL).pathname.slice(1)]: answer });
  return fetchPatch(order, { fetch, replace: { "https://github.com/": mirror.address } });
}

describe("fetchPatch", () => {
  test("takes the bytes from where the settings send it", async () => {
    expect(Buffer.from(await fetchFrom((_, response) => response.end(PATCH)))).toEqual(PATCH);
  });

  test("other bytes than the recorded ones are refused", async () => {
    await expect(fetchFrom((_, response) => response.end("evil"))).rejects.toMatchObject({
      code: "PATCH_DIGEST",
      message: `the patch ${URL} is not the recorded one`,
    });
  });

  test("a mirror without it", async () => {
    await expect(fetchFrom((_, response) => response.writeHead(404).end())).rejects.toMatchObject({
      code: "SOURCE_FETCH",
      message: expect.stringMatching(/answered 404$/),
    });
  });

  test("a mirror that is not there is told as the patch's", async () => {
    const replace = { "https://github.com/": "http://127.0.0.1:1/" };
    const fetching = fetchPatch(ORDER, { fetch, replace }, { ...QUICK, retries: 0 });
    await expect(fetching).rejects.toMatchObject({
      code: "NETWORK",
      message: expect.stringMatching(/^the patch's server gave no answer: /),
    });
  });

  test.each([
    "https://127.0.0.1/fix.patch",
    "http://github.com/acme/foo/raw/main/fix.patch",
    "https://github.com/acme/foo/raw/main/fix.patch",
    `https://example.org/${"1".repeat(40)}/fix.patch`,
    "file:///etc/passwd",
    "nonsense",
  ])("asks nobody for %s", async url => {
    const asked: typeof fetch = () => expect.unreachable();
    await expect(fetchPatch({ ...ORDER, url }, { fetch: asked })).rejects.toMatchObject({
      code: "SOURCE_FETCH",
    });
  });
});
