import { hash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  headPath,
  indexPath,
  LATEST_PATH,
  rootPath,
  signaturePath,
  trustKeyPath,
} from "../../model/published/paths.ts";
import { renderRoot } from "../../model/trust/render.ts";
import type { Role, Root } from "../../model/trust/trust.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { DAY, HOUR, later, NOON } from "../../test/world.ts";
import { readPrevious } from "../publication/previous.ts";
import { buildTrustFiles } from "../publication/trust-files.ts";
import { startServer } from "../site/static-server.ts";
import { openDiskStore } from "./disk-store.ts";
import { openMirror } from "./mirror.ts";
import { splitRole } from "./next-root.ts";
import { type SessionOrder, updateTrust } from "./session.ts";
import { makeKey, openKey, type SigningKey } from "./signatures.ts";
import { loadState } from "./state.ts";
import { openMemoryStore } from "./store.ts";
import { makeFirstRoot, parseNewest, type Trust } from "./trust.ts";

async function makeSigner(): Promise<SigningKey> {
  return openKey((await makeKey({ name: "Test", email: "test@example.org", now: NOON })).privateKey);
}

async function signAll(keys: readonly SigningKey[], bytes: Uint8Array, date: Date) {
  const signatures = new Map<string, string>();
  for (const key of keys) signatures.set(key.fingerprint, await key.sign(bytes, date));
  return signatures;
}

/** Adds signatures over a file that is published already. */
async function cosign(files: Map<string, string>, path: string, keys: readonly SigningKey[], date: Date) {
  for (const [fingerprint, armored] of await signAll(keys, Buffer.from(files.get(path)!), date))
    files.set(signaturePath(path, fingerprint), armored);
}

/** Adds the next root, with other roles, and the public keys of them all. */
async function addRoot(
  files: Map<string, string>,
  order: { keys: readonly SigningKey[]; roles: Partial<Root["roles"]>; signers: readonly SigningKey[] },
) {
  const before = parseNewest(files);
  const keys = Object.fromEntries(order.keys.map(key => [key.fingerprint, hash("sha256", key.publicKey)]));
  const root = { ...before, version: before.version + 1, keys, roles: { ...before.roles, ...order.roles } };
  for (const key of order.keys) files.set(trustKeyPath(key.fingerprint), key.publicKey);
  files.set(rootPath(root.version), renderRoot(root));
  await cosign(files, rootPath(root.version), order.signers, NOON);
}

const roleOf = (...keys: readonly SigningKey[]): Role => ({
  threshold: keys.length,
  fprs: keys.map(key => key.fingerprint),
});

/** Adds the next index and head of an empty catalog to what is published. */
async function sign(files: Map<string, string>, keys: readonly SigningKey[], now: Date) {
  const current = parseNewest(files);
  const read = (path: string) => (files.has(path) ? Buffer.from(files.get(path)!) : undefined);
  const trust: Trust = {
    roots: files,
    current,
    isDevelopment: false,
    async sign(role, bytes, date) {
      const signers = keys.filter(({ fingerprint }) => current.roles[role].fprs.includes(fingerprint));
      return signAll(signers, bytes, date);
    },
  };
  const previous = readPrevious(read, "test", current);
  const content = { catalog: "test", commit: "0".repeat(40), prefix: 0, bins: {} };
  for (const [path, text] of (await buildTrustFiles({ ...content, previous, trust, now })).files)
    files.set(path, text);
}

/** Serves an empty catalog whose one key has every role. */
async function serveCatalog() {
  const key = await makeSigner();
  const files = await makeFirstRoot({ catalog: "test", key, isDevelopment: false, now: NOON });
  await sign(files, [key], NOON);
  const folder = makeFolder();
  const upload = () => writeFiles(folder, Object.fromEntries(files));
  upload();
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  const store = openMemoryStore();
  const update = (order: Partial<SessionOrder> = {}) =>
    updateTrust({ mirror: openMirror(server.url, fetch), store, now: later(HOUR), ...order });
  const publish = async (now: Date) => {
    await sign(files, [key], now);
    upload();
  };
  /** Publishes a root in which another key signs heads, and a head by it. */
  const rotate = async (now: Date) => {
    const head = await makeSigner();
    const given = { files, role: "head", publicKey: head.publicKey, signer: key, now } as const;
    for (const [path, text] of (await splitRole(given)).files) files.set(path, text);
    await sign(files, [key, head], now);
    upload();
  };
  return { key, files, folder, upload, store, update, publish, rotate };
}

test("roots are walked to the newest, by a newcomer and by who has been here before", async () => {
  const { update, rotate } = await serveCatalog();
  await update();
  await rotate(later(HOUR));
  const [warm, cold] = [await update(), await update({ store: openMemoryStore() })];
  expect([warm.root.version, warm.head.version, warm.head.root_version]).toEqual([2, 2, 2]);
  expect(cold).toEqual(warm);
});

test("a root that is replaced is verified by the keys of both, by a newcomer too", async () => {
  const { key, files, folder, upload, update } = await serveCatalog();
  await update();
  const young = await makeSigner();
  const role = roleOf(young);
  const roles = { root: role, index: role, head: role };
  await addRoot(files, { keys: [young], roles, signers: [key, young] });
  await sign(files, [young], later(HOUR));
  upload();
  const [warm, cold] = [await update(), await update({ store: openMemoryStore() })];
  expect([cold.root.version, cold.signedBy]).toEqual([2, [young.fingerprint]]);
  expect(cold).toEqual(warm);
  writeFiles(folder, { [signaturePath(rootPath(2), key.fingerprint)]: undefined });
  await expect(update({ store: openMemoryStore() })).rejects.toMatchObject({ code: "ROOT_OLD_THRESHOLD" });
});

test("versions that a rotation forgets stay forgotten when the run fails after it", async () => {
  const { files, folder, upload, store, update, publish, rotate } = await serveCatalog();
  await publish(later(DAY));
  expect((await update({ now: later(DAY) })).head.version).toBe(2);
  files.delete(LATEST_PATH);
  files.delete(headPath(2));
  await rotate(later(DAY));
  writeFiles(folder, { [headPath(1)]: undefined });
  await expect(update({ now: later(DAY) })).rejects.toMatchObject({ code: "HEAD_FETCH" });
  expect((await loadState(store))?.trusted?.head.version).toBe(2);
  upload();
  expect((await update({ now: later(DAY) })).head.version).toBe(1);
});

test("a run that is cut off at any write is made good by the next", async () => {
  for (const cut of ["index.json", "head.json", "signers.json"]) {
    const { store, update, publish } = await serveCatalog();
    await update();
    await publish(later(DAY));
    const write = async (path: string, text: string) => {
      if (path === cut) throw new Error("cut");
      await store.write(path, text);
    };
    await expect(update({ now: later(DAY), store: { ...store, write } })).rejects.toThrow("cut");
    const { head, index } = await update({ now: later(DAY) });
    expect([head.version, index.version], cut).toEqual([2, 1]);
  }
});

test("the signers of an index that stays are counted anew when the root asks for more of them", async () => {
  const { key, files, upload, update } = await serveCatalog();
  await update();
  const second = await makeSigner();
  const roles = { index: roleOf(key, second) };
  await addRoot(files, { keys: [key, second], roles, signers: [key] });
  await cosign(files, indexPath(1), [second], later(HOUR));
  await sign(files, [key, second], later(DAY));
  upload();
  const now = later(DAY);
  const [warm, cold] = [await update({ now }), await update({ now, store: openMemoryStore() })];
  expect([warm.index.version, warm.signedBy]).toEqual([1, [key.fingerprint, second.fingerprint]]);
  expect(cold).toEqual(warm);
});

test("a root nobody signed, whose keys lead out of the store, leaves nothing there", async () => {
  const { files, folder, update } = await serveCatalog();
  const [outside, home] = ["../../../../../escaped", makeFolder()];
  const role = { threshold: 1, fprs: [outside] };
  const roles = { root: role, index: role, head: role };
  const root = { ...parseNewest(files), keys: { [outside]: hash("sha256", "any") }, roles };
  writeFiles(folder, { [rootPath(1)]: JSON.stringify(root), "escaped.asc": "any" });
  const store = openDiskStore(join(home, "pak"), "https://example.org/");
  await expect(update({ store })).rejects.toMatchObject({ code: "ROOT_TYPE" });
  expect(readdirSync(home)).toEqual([]);
});

test("when a head is missing what was kept stays, save a root that was verified on the way", async () => {
  const { folder, store, update, publish, rotate } = await serveCatalog();
  const now = later(DAY);
  await update();
  const before = await store.read("head.json");
  await publish(now);
  writeFiles(folder, { [headPath(2)]: undefined });
  await expect(update({ now })).rejects.toMatchObject({ code: "HEAD_FETCH" });
  expect(await store.read("head.json")).toBe(before);
  await rotate(now);
  writeFiles(folder, { [headPath(3)]: undefined });
  await expect(update({ now })).rejects.toMatchObject({ code: "HEAD_FETCH" });
  expect(JSON.parse((await store.read("root.json"))!).version).toBe(2);
});

test("what the keys of root 1 signed is trusted, as long as latest stays, until the head expires", async () => {
  const { key, update } = await serveCatalog();
  const trusted = await update();
  expect([trusted.head.version, trusted.index.version, trusted.signedBy]).toEqual([1, 1, [key.fingerprint]]);
  expect(await update({ now: later(6 * DAY) })).toEqual(trusted);
  await expect(update({ now: later(7 * DAY) })).rejects.toMatchObject({ code: "HEAD_EXPIRED" });
});

test("of a catalog that is not the pinned one, or of none, nothing is kept", async () => {
  const { folder, store, update } = await serveCatalog();
  await expect(update({ rootFingerprint: "F".repeat(40) })).rejects.toMatchObject({ code: "ROOT_UNPINNED" });
  writeFiles(folder, { [rootPath(1)]: undefined });
  await expect(update()).rejects.toMatchObject({ code: "ROOT_FETCH" });
  writeFiles(folder, { [LATEST_PATH]: undefined });
  await expect(update()).rejects.toMatchObject({ code: "LATEST_FETCH" });
  expect(await store.read("root.json")).toBeUndefined();
});
