import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { openTurns, runLimited } from "./limited.ts";

test("never runs more than the limit, loses nothing and keeps the order", async () => {
  let running = 0;
  let most = 0;
  const results = await runLimited([...Array(20).keys()], 3, async item => {
    running += 1;
    most = Math.max(most, running);
    for (let turns = item % 4; turns >= 0; turns -= 1) await setImmediate();
    running -= 1;
    return item * 2;
  });
  expect(most).toBe(3);
  expect(results).toEqual([...Array(20).keys()].map(item => item * 2));
});

test("nothing to do is done", async () => {
  expect(await runLimited([], 8, () => Promise.reject(new Error("never called")))).toEqual([]);
});

test("a failure of one item is a failure of the whole", async () => {
  await expect(runLimited([1, 2], 2, item => Promise.reject(new Error(`item ${item}`)))).rejects.toThrow(
    "item 1",
  );
});

test("turns are taken in order, a few at once, also after one that failed", async () => {
  const inTurn = openTurns(2);
  const begun: number[] = [];
  let [running, most] = [0, 0];
  const work = (at: number) =>
    inTurn(async () => {
      begun.push(at);
      most = Math.max(most, ++running);
      await new Promise(done => setTimeout(done, 1));
      running -= 1;
      if (at === 1) throw new Error("broke");
      return at;
    }).catch(() => -1);
  expect(await Promise.all([0, 1, 2, 3, 4].map(work))).toEqual([0, -1, 2, 3, 4]);
  expect([begun, most]).toEqual([[0, 1, 2, 3, 4], 2]);
});
