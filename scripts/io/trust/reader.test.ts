import { hash } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { signaturePath, trustKeyPath } from "../../model/published/paths.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { NOON } from "../../test/world.ts";
import { startServer } from "../site/static-server.ts";
import { openMirror } from "./mirror.ts";
import { openReader } from "./reader.ts";
import { makeKey, openKey, type SigningKey } from "./signatures.ts";
import { openMemoryStore } from "./store.ts";

const HEAD = "trust/head/1.json";
const TEXT = '{"signed":"ünïcode"}\n';

async function makeSigner(): Promise<SigningKey> {
  return openKey((await makeKey({ name: "Test", email: "test@example.org", now: NOON })).privateKey);
}

const pin = (...keys: SigningKey[]) =>
  new Map(keys.map(key => [key.fingerprint, hash("sha256", key.publicKey)]));

/** Serves a head that one key signed, and the public keys of all. */
async function serveHead(signer: SigningKey, ...others: SigningKey[]) {
  const folder = makeFolder();
  writeFiles(folder, {
    [HEAD]: TEXT,
    [signaturePath(HEAD, signer.fingerprint)]: await signer.sign(Buffer.from(TEXT), NOON),
    ...Object.fromEntries([signer, ...others].map(key => [trustKeyPath(key.fingerprint), key.publicKey])),
  });
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  const asked: string[] = [];
  const fetcher: typeof fetch = (input, init) => {
    asked.push(String(input).slice(server.url.length));
    return fetch(input, init);
  };
  const store = openMemoryStore();
  const open = () => openReader(openMirror(server.url, fetcher), store, NOON);
  return { folder, store, asked, open };
}

test("a file comes with its digest, and with those signers alone whose signatures are good", async () => {
  const [signer, liar, silent] = await Promise.all([makeSigner(), makeSigner(), makeSigner()]);
  const { folder, open } = await serveHead(signer, liar, silent);
  writeFiles(folder, {
    [signaturePath(HEAD, liar.fingerprint)]: await liar.sign(Buffer.from("other"), NOON),
  });
  const served = await open().fetchSigned(HEAD, "HEAD", 100, () => pin(signer, liar, silent));
  expect(served).toEqual({
    text: TEXT,
    sha256: hash("sha256", TEXT),
    length: Buffer.byteLength(TEXT),
    signers: [signer.fingerprint],
  });
});

test("a public key is fetched once and kept, and has to be the one that was pinned", async () => {
  const signer = await makeSigner();
  const { store, asked, open } = await serveHead(signer);
  const keyPath = trustKeyPath(signer.fingerprint);
  const read = () => open().fetchSigned(HEAD, "HEAD", 100, () => pin(signer));
  await read();
  await read();
  expect(asked.filter(path => path === keyPath)).toHaveLength(1);
  await store.write(keyPath, "spoilt");
  expect((await read())?.signers).toEqual([signer.fingerprint]);
  expect(await store.read(keyPath)).toBe(signer.publicKey);
  const other = new Map([[signer.fingerprint, hash("sha256", "another key")]]);
  await expect(open().fetchSigned(HEAD, "HEAD", 100, () => other)).rejects.toMatchObject({
    code: "KEY_DIGEST",
  });
});

test("one reader checks a public key's digest at each use", async () => {
  const signer = await makeSigner();
  const reader = (await serveHead(signer)).open();
  await reader.fetchSigned(HEAD, "HEAD", 100, () => pin(signer));
  const other = new Map([[signer.fingerprint, hash("sha256", "another key")]]);
  await expect(reader.fetchSigned(HEAD, "HEAD", 100, () => other)).rejects.toMatchObject({
    code: "KEY_DIGEST",
  });
});

test("of a file that was asked for alone, signatures are asked for once it is there", async () => {
  const signer = await makeSigner();
  const { asked, open } = await serveHead(signer);
  const reader = open();
  const missing = "trust/root/2.json";
  reader.expectSigned(HEAD, "HEAD", 100, []);
  reader.expectSigned(missing, "ROOT", 100, []);
  expect((await reader.fetchSigned(HEAD, "HEAD", 100, () => pin(signer)))?.signers).toHaveLength(1);
  expect(await reader.fetchSigned(missing, "ROOT", 100, () => pin(signer))).toBeUndefined();
  expect(asked.filter(path => path.startsWith(missing))).toEqual([missing]);
});

test("what was asked for ahead of time is taken, and not asked for again", async () => {
  const signer = await makeSigner();
  const { asked, open } = await serveHead(signer);
  const reader = open();
  reader.expectSigned(HEAD, "HEAD", 100, [signer.fingerprint]);
  const served = await reader.fetchSigned(HEAD, "HEAD", 100, () => pin(signer));
  expect(served?.signers).toEqual([signer.fingerprint]);
  expect(asked.sort()).toEqual(
    [HEAD, signaturePath(HEAD, signer.fingerprint), trustKeyPath(signer.fingerprint)].sort(),
  );
});

test("a file that is missing is none, and one that is too long is refused by its kind", async () => {
  const reader = (await serveHead(await makeSigner())).open();
  expect(await reader.fetchPlain("trust/bins/none.json", "BIN", 100)).toBeUndefined();
  expect(await reader.fetchSigned("trust/head/2.json", "HEAD", 100, () => new Map())).toBeUndefined();
  await expect(reader.fetchPlain(HEAD, "BIN", 5)).rejects.toMatchObject({ code: "BIN_LENGTH" });
  await expect(reader.fetchSigned(HEAD, "HEAD", 5, () => new Map())).rejects.toMatchObject({
    code: "HEAD_TOO_LARGE",
  });
});
