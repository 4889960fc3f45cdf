import { expect, test } from "vitest";
import { PakError } from "../../errors.ts";
import { startUpstream } from "../../test/upstream.ts";
import { Mirrors } from "./mirrors.ts";

/** A catalog and what is asked of it. */
async function start() {
  const { url, close } = await startUpstream({ jquery: {} });
  const asked: string[] = [];
  const fetcher: typeof fetch = (input, init) => {
    asked.push(String(input).slice(url.length));
    return fetch(input, init);
  };
  const open = (mirrors: readonly string[] = []) =>
    new Mirrors({ url, mirrors, fetch: fetcher, now: new Date() });
  return { url, close, asked, open };
}

test("what is trusted is brought up to date once, however many ask at once", async () => {
  const { asked, open } = await start();
  const mirrors = open();
  const ask = () => mirrors.run(async ({ proof }) => proof.index);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  expect(await ask()).toBe(1);
  expect(asked.filter(path => path === "trust/latest")).toHaveLength(1);
});

test.each(["NOT_FOUND", "CONFLICT", "RETRACTED"] as const)(
  "%s is an answer of the catalog: no other mirror is asked",
  async code => {
    const { url, open } = await start();
    let runs = 0;
    const refused = open([url]).run(() => {
      runs += 1;
      return Promise.reject(new PakError(code, "no"));
    });
    await expect(refused).rejects.toMatchObject({ code });
    expect(runs).toBe(1);
  },
);

test("each torn mirror is read twice, then what is kept is used", async () => {
  const { url, open } = await start();
  const mirrors = open([`${url}?`]);
  await mirrors.run(async () => "kept");
  const seen: boolean[] = [];
  const torn = mirrors.run(({ proof }) => {
    seen.push(proof.isStale);
    return proof.isStale
      ? Promise.resolve(proof.problem)
      : Promise.reject(new PakError("BIN_DIGEST", "torn"));
  });
  expect(await torn).toBe("BIN_DIGEST torn");
  expect(seen).toEqual([false, false, false, false, true]);
});
