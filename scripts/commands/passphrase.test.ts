import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import { readPassphrase } from "./passphrase.ts";

/** A world in which a person gives these answers, one after the other. */
function aPerson(...answers: string[]) {
  const asked: (boolean | undefined)[] = [];
  const ask = async (_question: string, { isSecret }: { isSecret?: boolean } = {}) => {
    asked.push(isSecret);
    return answers.shift()!;
  };
  return { world: aWorld({ isInteractive: true, ask }), asked };
}

test("the first line of the file is the passphrase", async () => {
  const folder = makeFolder();
  writeFiles(folder, { pw: "correct horse\r\nmore\n" });
  expect(await readPassphrase(aWorld(), join(folder, "pw"), { isNew: true })).toBe("correct horse");
  await expect(readPassphrase(aWorld(), join(folder, "none"), { isNew: true })).rejects.toMatchObject({
    code: "READ",
  });
});

test("a workflow has it in its environment, and a file goes before", async () => {
  const folder = makeFolder();
  writeFiles(folder, { pw: "from a file\n" });
  const world = aWorld({ environment: { PAK_OWNER_PASSPHRASE: "from a secret" } });
  expect(await readPassphrase(world, undefined, { isNew: false })).toBe("from a secret");
  expect(await readPassphrase(world, join(folder, "pw"), { isNew: false })).toBe("from a file");
});

test("a person types it unseen, twice for a new key", async () => {
  const known = aPerson("correct horse");
  expect(await readPassphrase(known.world, undefined, { isNew: false })).toBe("correct horse");
  const fresh = aPerson("correct horse", "correct horse");
  expect(await readPassphrase(fresh.world, undefined, { isNew: true })).toBe("correct horse");
  expect([known.asked, fresh.asked]).toEqual([[true], [true, true]]);
  const slip = aPerson("correct horse", "correct house");
  await expect(readPassphrase(slip.world, undefined, { isNew: true })).rejects.toMatchObject({
    code: "PASSPHRASE",
  });
});

test("without a person nobody is asked, and the flag is named", async () => {
  await expect(readPassphrase(aWorld(), undefined, { isNew: true })).rejects.toMatchObject({
    code: "USAGE",
    fix: expect.stringContaining("--password FILE"),
  });
});
