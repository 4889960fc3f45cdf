import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { makeRepository } from "../../test/repository.ts";
import { runGit } from "../git/git.ts";
import { withScratch } from "./scratch.ts";

test("a scratch repository sees the other's objects, and is gone afterwards", async () => {
  const repository = makeRepository();
  const commit = repository.commit({ a: "1" });
  let folder = "";
  const work = withScratch(repository.root, async scratch => {
    folder = scratch;
    expect(runGit(scratch, ["show", `${commit}:a`]).toString()).toBe("1");
    runGit(scratch, ["hash-object", "-w", "--stdin"], { input: "new" });
    throw new Error("on the way");
  });
  await expect(work).rejects.toThrow("on the way");
  expect(existsSync(folder)).toBe(false);
  expect(repository.git("count-objects")).toBe("3 objects, 12 kilobytes");
});
