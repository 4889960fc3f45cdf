import { hash } from "node:crypto";
import { expect, test } from "vitest";
import type { Served } from "../../model/trust/client.ts";
import { renderHead, renderIndex, renderRoot } from "../../model/trust/render.ts";
import type { Head, IndexFile, Root } from "../../model/trust/trust.ts";
import { type KeptState, keepRoot, keepState, loadState } from "./state.ts";
import { openMemoryStore, type Store } from "./store.ts";

const FPR = "F".repeat(40);
const ROLE = { threshold: 1, fprs: [FPR] };
const SIGNED = {
  spec: 1,
  catalog: "test",
  issued: "2026-11-21T12:00:00Z",
  expires: "2026-11-28T12:00:00Z",
};
const ROOT: Root = {
  ...SIGNED,
  type: "root",
  version: 3,
  keys: { [FPR]: hash("sha256", "key") },
  roles: { root: ROLE, index: ROLE, head: ROLE },
};

const serve = (text: string): Served => ({
  text,
  sha256: hash("sha256", text),
  length: Buffer.byteLength(text),
  signers: [FPR],
});

/** An index and the head that names it, both of this version. */
function makePair(version: number) {
  const index: IndexFile = { ...SIGNED, type: "index", version, commit: "0", prefix: 0, bins: {} };
  const indexServed = serve(renderIndex(index));
  const { sha256, length } = indexServed;
  const head: Head = {
    ...SIGNED,
    type: "head",
    version,
    root_version: 3,
    index: { version, sha256, length },
  };
  return { headServed: serve(renderHead(head)), indexServed, head, index };
}

async function makeStore() {
  const store = openMemoryStore();
  await keepRoot(store, renderRoot(ROOT));
  return store;
}

/** A store that takes no more than some writes, and then is cut off. */
function cutAfter(store: Store, writes: number): Store {
  let left = writes;
  return {
    read: store.read,
    write: async (path, text) => {
      if (left-- <= 0) throw new Error("cut");
      await store.write(path, text);
    },
  };
}

const ORIGIN = { rootVersion: 3, latestTag: '"7"', url: "https://example.org/" };

const versionsIn = (kept: KeptState | undefined) => [
  kept?.state.head?.document.version,
  kept?.state.index?.document.version,
];

test("nothing kept is a first contact, and a root alone is a state without head and index", async () => {
  expect(await loadState(openMemoryStore())).toBeUndefined();
  expect(await loadState(await makeStore())).toEqual({ state: { root: ROOT } });
});

test("what was kept comes back with its digests, its signers and the mirror's tag", async () => {
  const store = await makeStore();
  const { head, index, headServed, indexServed } = makePair(7);
  await keepState(store, { headServed, indexServed, ...ORIGIN });
  expect(await loadState(store)).toEqual({
    state: {
      root: ROOT,
      head: { document: head, sha256: headServed.sha256 },
      index: { document: index, sha256: indexServed.sha256 },
    },
    trusted: { root: ROOT, head, index, signedBy: [FPR] },
    headServed,
    indexServed,
    latestTag: ORIGIN.latestTag,
    url: ORIGIN.url,
  });
});

test.each([
  [1, [7, 8]],
  [2, [8, 8]],
])("a cut after %i writes leaves versions to count from, but nothing to use", async (writes, versions) => {
  const store = await makeStore();
  await keepState(store, { ...makePair(7), ...ORIGIN });
  const keeping = keepState(cutAfter(store, writes), { ...makePair(8), ...ORIGIN, latestTag: '"8"' });
  await expect(keeping).rejects.toThrow("cut");
  const kept = await loadState(store);
  expect(versionsIn(kept)).toEqual(versions);
  expect([kept?.trusted, kept?.latestTag]).toEqual([undefined, undefined]);
});

test("a cut over an index that stays never takes the new tag for the old head's", async () => {
  const { headServed, indexServed, head } = makePair(7);
  const next = { indexServed, headServed: serve(renderHead({ ...head, version: 8 })) };
  for (const writes of [0, 1, 2]) {
    const store = await makeStore();
    await keepState(store, { headServed, indexServed, ...ORIGIN });
    const keeping = keepState(cutAfter(store, writes), { ...next, ...ORIGIN, latestTag: '"8"' });
    await expect(keeping).rejects.toThrow("cut");
    const kept = await loadState(store);
    expect([kept?.trusted?.head.version, kept?.latestTag]).toEqual(
      writes === 2 ? [undefined, undefined] : [7, ORIGIN.latestTag],
    );
  }
});

const rootOf = (version: number) => renderRoot({ ...ROOT, version });

test("signatures that were verified under an older root are not taken for those of the newest", async () => {
  const store = await makeStore();
  await keepState(store, { ...makePair(7), ...ORIGIN });
  await keepRoot(store, rootOf(4));
  const kept = await loadState(store);
  expect(versionsIn(kept)).toEqual([7, 7]);
  expect([kept?.headServed, kept?.indexServed, kept?.latestTag]).toEqual([undefined, undefined, undefined]);
  expect(kept?.trusted).toMatchObject({ root: { version: 4 }, head: { version: 7 } });
});

test("a root that rotates keys forgets the versions when it is kept, not before, and until others are", async () => {
  const store = await makeStore();
  await keepState(store, { ...makePair(999), ...ORIGIN });
  await expect(keepRoot(cutAfter(store, 1), rootOf(4), 4)).rejects.toThrow("cut");
  expect(versionsIn(await loadState(store))).toEqual([999, 999]);
  await keepRoot(store, rootOf(4), 4);
  await keepRoot(store, rootOf(5));
  const kept = await loadState(store);
  expect(versionsIn(kept)).toEqual([undefined, undefined]);
  expect(kept?.trusted?.head.version).toBe(999);
  await keepState(store, { ...makePair(6), ...ORIGIN, rootVersion: 5 });
  expect(versionsIn(await loadState(store))).toEqual([6, 6]);
});

test.each(["root.json", "head.json", "index.json", "signers.json"])(
  "a kept %s that can't be read counts as never kept",
  async path => {
    const store = await makeStore();
    await keepState(store, { ...makePair(7), ...ORIGIN, latestTag: undefined });
    await store.write(path, "{");
    expect(await loadState(store)).toBeUndefined();
  },
);
