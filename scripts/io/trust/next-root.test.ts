import * as openpgp from "openpgp";
import { expect, test } from "vitest";
import { rootPath, signaturePath, trustKeyPath } from "../../model/published/paths.ts";
import { DAY, later, NOON } from "../../test/world.ts";
import { splitRole } from "./next-root.ts";
import { makeKey, openKey } from "./signatures.ts";
import { makeFirstRoot, parseNewest } from "./trust.ts";
import { isSignedBy } from "./verify-signature.ts";

async function makeSigner() {
  const { privateKey } = await makeKey({ name: "Test", email: "test@example.org", now: NOON });
  return { privateKey, ...(await openKey(privateKey)) };
}

async function makeRoot() {
  const signer = await makeSigner();
  const files = await makeFirstRoot({ catalog: "test", key: signer, isDevelopment: false, now: NOON });
  return { signer, files, now: later(DAY) };
}

test("another key gets one role, and the keys of the root sign that it does", async () => {
  const { signer, ...given } = await makeRoot();
  const { publicKey, fingerprint } = await makeSigner();
  const next = await splitRole({ ...given, signer, role: "head", publicKey });
  const path = rootPath(2);
  expect([next.version, next.fingerprint]).toEqual([2, fingerprint]);
  expect([...next.files.keys()]).toEqual([
    trustKeyPath(fingerprint),
    path,
    signaturePath(path, signer.fingerprint),
  ]);
  const root = parseNewest(new Map([...given.files, ...next.files]));
  expect([root.catalog, root.expires]).toEqual(["test", "2027-11-22T12:00:00Z"]);
  expect(Object.entries(root.roles).map(([role, { fprs }]) => [role, ...fprs])).toEqual([
    ["root", signer.fingerprint],
    ["index", signer.fingerprint],
    ["head", fingerprint],
  ]);
  const bytes = Buffer.from(next.files.get(path)!);
  const armored = next.files.get(signaturePath(path, signer.fingerprint))!;
  const by = { keyText: signer.publicKey, fingerprint: signer.fingerprint, now: later(DAY) };
  expect(await isSignedBy({ bytes, armored, ...by })).toBe(true);
});

test("a key that lost its last role is named no more", async () => {
  const { files, ...given } = await makeRoot();
  const [old, young] = await Promise.all([makeSigner(), makeSigner()]);
  const second = await splitRole({ ...given, files, role: "head", publicKey: old.publicKey });
  const all = new Map([...files, ...second.files]);
  const third = await splitRole({ ...given, files: all, role: "head", publicKey: young.publicKey });
  expect(Object.keys(parseNewest(new Map([...all, ...third.files])).keys).sort()).toEqual(
    [given.signer.fingerprint, young.fingerprint].sort(),
  );
});

test("the root's own key gets a role by the bytes that are published, and by no others", async () => {
  const { files, signer, now } = await makeRoot();
  const split = (publicKey: string, all = files) =>
    splitRole({ files: all, signer, now, role: "head", publicKey });
  const again = (key: string) => key.replace("\n\n", "\nComment: exported again\n\n");
  await expect(split(again(signer.publicKey))).rejects.toMatchObject({
    code: "KEY",
    fix: expect.stringContaining(`site/${trustKeyPath(signer.fingerprint)}`),
  });
  expect((await split(signer.publicKey)).version).toBe(2);
  const { publicKey, fingerprint } = await makeSigner();
  const all = new Map([...files, ...(await split(publicKey)).files]);
  const renewed = await split(again(publicKey), all);
  expect(renewed.files.get(trustKeyPath(fingerprint))).toBe(again(publicKey));
});

test("a key whose fingerprint no root can hold is refused", async () => {
  const { publicKey } = await openpgp.generateKey({
    userIDs: [{ email: "test@example.org" }],
    date: NOON,
    format: "armored",
    config: { v6Keys: true },
  });
  const split = splitRole({ ...(await makeRoot()), role: "head", publicKey });
  await expect(split).rejects.toMatchObject({ code: "KEY" });
});

test("a signer without the root role, and what is no public key, are refused", async () => {
  const given = await makeRoot();
  const { privateKey, publicKey, ...stranger } = await makeSigner();
  const split = (changed: object) => splitRole({ ...given, role: "index", publicKey, ...changed });
  await expect(split({ signer: { publicKey, ...stranger } })).rejects.toMatchObject({
    code: "KEY",
    fix: `configure one of ${given.signer.fingerprint}`,
  });
  for (const wrong of [privateKey, "nonsense"])
    await expect(split({ publicKey: wrong })).rejects.toThrow("the file is no armored public key");
});
