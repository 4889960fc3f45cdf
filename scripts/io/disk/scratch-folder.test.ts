import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withScratchFolder } from "./scratch-folder.ts";

test("the folder is this user's, and goes away however the work ends", async () => {
  const used: string[] = [];
  const work = async (folder: string) => {
    used.push(folder);
    writeFileSync(join(folder, "x"), "x");
    expect(folder).toContain("/pak-trial-");
    expect(statSync(folder).mode & 0o77).toBe(0);
    throw new Error("broken");
  };
  await expect(withScratchFolder("trial", work)).rejects.toThrow("broken");
  expect(used.map(existsSync)).toEqual([false]);
});
