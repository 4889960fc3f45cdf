import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { type DownloadOrder, download } from "./download.ts";
import type { Answer } from "./exchange.ts";

const URL_ = `https://raw.githubusercontent.com/a/b/${"1".repeat(40)}/x.json`;
const BYTES = Buffer.from("{}");

/** Downloads from hosts that answer as told; the last answer goes on for ever. */
async function downloadFrom(answers: (Answer | { problem: string })[], order: Partial<DownloadOrder> = {}) {
  const asked: string[] = [];
  const done = await download(
    { url: URL_, limit: 10, ...order },
    {
      resolve: async () => ["140.82.121.4"],
      exchange: async url => {
        asked.push(url.href);
        return answers[Math.min(asked.length, answers.length) - 1]!;
      },
    },
  );
  return {
    asked,
    bytes: "bytes" in done ? done.bytes : undefined,
    codes: "findings" in done ? done.findings.map(found => found.code) : [],
  };
}

const found: Answer = { status: 200, bytes: BYTES };
const moved = (location: string): Answer => ({ status: 302, location, bytes: Buffer.alloc(0) });

test("the bytes come from where a forge sends the download on to", async () => {
  const asset = "https://github.com/a/b/releases/download/v1/x.json";
  const there = "https://release-assets.githubusercontent.com/x?sig=1";
  const done = await downloadFrom([moved(there), found], { url: asset });
  expect(done).toEqual({ asked: [asset, there], bytes: BYTES, codes: [] });
});

test("a circle of redirects ends, and one to nowhere is refused", async () => {
  const { asked, codes } = await downloadFrom([moved(URL_)]);
  expect([asked.length, codes]).toEqual([4, ["FETCH_FAILED"]]);
  expect((await downloadFrom([moved("http://[")])).codes[0]).toMatch(/^REDIRECT_URL_/);
});

test("bytes of another digest and an answer that is none are findings", async () => {
  expect((await downloadFrom([found], { sha256: hash("sha256", BYTES) })).codes).toEqual([]);
  expect((await downloadFrom([found], { sha256: "0".repeat(64) })).codes).toEqual(["FETCH_DIGEST"]);
  expect((await downloadFrom([{ problem: "took too long" }])).codes).toEqual(["FETCH_FAILED"]);
});
