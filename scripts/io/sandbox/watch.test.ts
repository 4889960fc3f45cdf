import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/repository.ts";
import { SMALL } from "../../test/sandboxes.ts";
import { readTask } from "./tasks.ts";
import { type Watched, watchStep } from "./watch.ts";

/** What stops a step, and how often that is said before the watch ends. */
async function watch(watched: Partial<Watched>): Promise<string> {
  const reason = await new Promise<string>((resolve, reject) => {
    const whole = {
      limits: { ...SMALL, seconds: 5 },
      folders: [],
      list: () => [],
      stop: resolve,
      ...watched,
    };
    watchStep(whole).catch(reject);
    // Its timers keep no program alive.
    setTimeout(() => resolve("nothing"), 6000);
  });
  return reason;
}

test("the first limit that is exceeded is told", async () => {
  const own = { ...(readTask(process.pid) ?? { pid: 1, parent: 0, born: "0", isDead: false }), threads: 99 };
  expect(await watch({ list: () => [own] })).toBe("processes");
  expect(await watch({ limits: { ...SMALL, seconds: 0.01 } })).toBe("seconds");
});

test("what was there before does not count, and what is left at the end does", async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "before"), Buffer.alloc(1024 ** 2));
  const limits = { ...SMALL, disk: 1024 ** 2 };
  const stops: string[] = [];
  const watched = { limits, folders: [folder], list: () => [], stop: (why: string) => void stops.push(why) };
  expect(await (await watchStep(watched)).end()).toBe(false);
  const second = await watchStep(watched);
  writeFileSync(join(folder, "after"), Buffer.alloc(2 * 1024 ** 2));
  expect(await second.end()).toBe(true);
  expect(stops).toEqual([]);
});
