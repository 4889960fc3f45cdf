import { expect, test } from "vitest";
import { rootPath, signaturePath } from "../../model/published/paths.ts";
import { renderRoot } from "../../model/trust/render.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { DAY, later, NOON } from "../../test/world.ts";
import { makeKey, openKey } from "./signatures.ts";
import { makeFirstRoot, parseNewest, readRootFiles, readTrust } from "./trust.ts";
import { isSignedBy } from "./verify-signature.ts";

async function makeSigner() {
  const { privateKey } = await makeKey({ name: "Test", email: "test@example.org", now: NOON });
  const key = await openKey(privateKey);
  const environment = { PAK_SIGNING_KEY: privateKey };
  const roots = await makeFirstRoot({ catalog: "test", key, isDevelopment: false, now: NOON });
  return { key, environment, roots };
}

const read = (root: string, environment: Record<string, string> = {}, now = NOON, catalog = "test") =>
  readTrust({ root, catalog, environment, now });

test("a first root gives one key every role for a year, and is signed by it", async () => {
  const { key, roots } = await makeSigner();
  const { fingerprint } = key;
  const role = { threshold: 1, fprs: [fingerprint] };
  expect(parseNewest(roots)).toMatchObject({
    version: 1,
    expires: "2027-11-21T12:00:00Z",
    roles: { root: role, index: role, head: role },
  });
  const bytes = Buffer.from(roots.get(rootPath(1))!);
  const armored = roots.get(signaturePath(rootPath(1), fingerprint))!;
  expect(await isSignedBy({ bytes, armored, keyText: key.publicKey, fingerprint, now: NOON })).toBe(true);
});

test("without committed roots a development root is made, and made anew when it aged or is another's", async () => {
  const root = makeFolder();
  const first = await read(root);
  expect([first.isDevelopment, first.current.development]).toEqual([true, true]);
  expect((await read(root, {}, later(300 * DAY))).roots).toEqual(first.roots);
  expect((await read(root, {}, later(340 * DAY))).current.expires).toBe("2028-10-26T12:00:00Z");
  expect((await read(root, {}, NOON, "other")).current.catalog).toBe("other");
});

test("committed roots are signed for with a key of theirs, and with no other", async () => {
  const root = makeFolder();
  const { key, environment, roots } = await makeSigner();
  for (const [path, text] of roots) writeFiles(root, { [`site/${path}`]: text });
  const trust = await read(root, environment);
  expect([trust.isDevelopment, trust.roots]).toEqual([false, roots]);
  expect([...(await trust.sign("head", Buffer.from("x"), NOON)).keys()]).toEqual([key.fingerprint]);
  await expect(read(root)).rejects.toMatchObject({ code: "KEY" });
  const stranger = await read(root, (await makeSigner()).environment);
  await expect(stranger.sign("index", Buffer.from("x"), NOON)).rejects.toMatchObject({
    code: "KEY",
    fix: `configure one of ${key.fingerprint}`,
  });
});

test("the newest root ends a chain without gaps, and without root 1 there is none", async () => {
  const folder = makeFolder();
  const first = parseNewest((await makeSigner()).roots);
  const rootOf = (version: number) => renderRoot({ ...first, version });
  for (const version of [2, 3]) writeFiles(folder, { [rootPath(version)]: rootOf(version) });
  expect(() => parseNewest(readRootFiles(folder))).toThrow(/root\/1\.json is missing/);
  for (const version of [1, 5]) writeFiles(folder, { [rootPath(version)]: rootOf(version) });
  expect(parseNewest(readRootFiles(folder)).version).toBe(3);
  expect(readRootFiles(makeFolder()).size).toBe(0);
});
