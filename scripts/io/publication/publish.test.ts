import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anEntry, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeRepository, writeFiles } from "../../test/repository.ts";
import { HOUR, later, NOON, openRulebook } from "../../test/world.ts";
import { makeKey, openKey } from "../trust/signatures.ts";
import { makeFirstRoot } from "../trust/trust.ts";
import { openPublished, publish } from "./publish.ts";

function makeCatalog(): string {
  const repository = makeRepository();
  const entry = anEntry({ name: "less" });
  repository.commit({ ...settingsFile(), ".gitignore": ".pak/\n", ...catalogFiles({ entry }) });
  return repository.root;
}

async function publishNow(root: string, fields: Partial<Parameters<typeof publish>[0]> = {}) {
  return publish({ root, rulebook: await openRulebook(root), environment: {}, now: NOON, ...fields });
}

test("there is a publication once one was made, and the work tree's state is told", async () => {
  const root = makeCatalog();
  expect(openPublished(root)).toBeUndefined();
  expect((await publishNow(root)).signed).toMatchObject({ isNew: true, isUncommitted: false });
  writeFiles(root, catalogFiles({ entry: anEntry({ name: "less", description: "Another" }) }));
  const { changed, signed } = await publishNow(root, { now: later(HOUR) });
  expect(changed).toEqual(["less"]);
  expect(signed?.isUncommitted).toBe(true);
  const document = readFileSync(join(openPublished(root)!, "api/v1/packages/less.json"), "utf8");
  expect(JSON.parse(document).entry.description).toBe("Another");
});

test("two runs never write at once, and a refused one leaves the other's lock", async () => {
  const root = makeCatalog();
  writeFiles(root, { ".pak/lock": String(process.ppid) });
  await expect(publishNow(root)).rejects.toMatchObject({ code: "WRITE" });
  expect(openPublished(root)).toBeUndefined();
  expect(existsSync(join(root, ".pak/lock"))).toBe(true);
});

test("a catalog with a root of its own is signed by its key alone", async () => {
  const root = makeCatalog();
  const { privateKey } = await makeKey({ name: "Test", email: "test@example.org", now: NOON });
  const key = await openKey(privateKey);
  const files = await makeFirstRoot({ catalog: "test", key, isDevelopment: false, now: NOON });
  for (const [path, text] of files) writeFiles(root, { [`site/${path}`]: text });
  await expect(publishNow(root)).rejects.toMatchObject({ code: "KEY" });
  expect(openPublished(root)).toBeUndefined();
  const { signed } = await publishNow(root, { environment: { PAK_SIGNING_KEY: privateKey } });
  expect(signed?.isDevelopment).toBe(false);
});

test("a revision that names nothing is refused, and the next run is free to write", async () => {
  const root = makeCatalog();
  await expect(publishNow(root, { revision: "nowhere" })).rejects.toMatchObject({
    code: "GIT",
    message: "nowhere names no commit here",
  });
  expect((await publishNow(root, { revision: "main" })).signed?.isNew).toBe(true);
});
