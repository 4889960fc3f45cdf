import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { HOUR, later, NOON } from "../../test/world.ts";
import { splitRole } from "../trust/next-root.ts";
import { makeKey, openKey } from "../trust/signatures.ts";
import { makeFirstRoot, readTrust } from "../trust/trust.ts";
import { type Previous, readPrevious } from "./previous.ts";
import { binDigits, buildBin, buildTrustFiles, type TrustFiles, type TrustOrder } from "./trust-files.ts";

const bin = (name: string) => ({
  "": buildBin("", { [name]: { sha256: "0".repeat(64), length: 2 } }).digest,
});
const readDevelopmentTrust = () =>
  readTrust({ root: makeFolder(), catalog: "test", environment: {}, now: NOON });

async function makeOrder(fields: Partial<TrustOrder> = {}): Promise<TrustOrder> {
  const trust = fields.trust ?? (await readDevelopmentTrust());
  const order = {
    catalog: "test",
    commit: "a".repeat(40),
    prefix: 0,
    bins: bin("less"),
    previous: undefined,
  };
  return { ...order, now: NOON, ...fields, trust };
}

function readBack({ files }: TrustFiles, { trust }: TrustOrder): Previous {
  const read = (path: string) => (files.has(path) ? Buffer.from(files.get(path)!) : undefined);
  return readPrevious(read, "test", trust.current)!;
}

/** What is new when `fields` differ from a publication an hour before. */
async function signAfter(fields: (first: TrustOrder, previous: Previous) => Partial<TrustOrder>) {
  const first = await makeOrder({ now: later(HOUR) });
  const previous = readBack(await buildTrustFiles(first), first);
  const order = { ...first, previous, now: later(2 * HOUR), ...fields(first, previous) };
  const { isNewIndex, isNewHead, index, head } = await buildTrustFiles(order);
  return { isNewIndex, isNewHead, versions: [index.version, head.version, head.index.version] };
}

test("files come in the order in which a reader may see them, each proving the one before", async () => {
  const order = await makeOrder();
  const { files, head } = await buildTrustFiles(order);
  const [key] = order.trust.current.roles.head.fprs;
  expect([...files.keys()]).toEqual([
    "trust/index/1.json",
    `trust/index/1.json.${key}.asc`,
    "trust/head/1.json",
    `trust/head/1.json.${key}.asc`,
    "trust/latest",
  ]);
  expect(files.get("trust/latest")).toBe("1\n");
  expect(head.index.sha256).toBe(hash("sha256", files.get("trust/index/1.json")!));
});

test("only what says something else, or is signed by too few, is signed anew", async () => {
  const kept = { isNewIndex: false, isNewHead: false, versions: [1, 1, 1] };
  const head = { isNewIndex: false, isNewHead: true, versions: [1, 2, 1] };
  const both = { isNewIndex: true, isNewHead: true, versions: [2, 2, 2] };
  expect(await signAfter(() => ({}))).toEqual(kept);
  expect(await signAfter(() => ({ bins: bin("jquery") }))).toEqual(both);
  expect(await signAfter(() => ({ commit: "b".repeat(40) }))).toEqual(both);
  expect(await signAfter(() => ({ now: NOON }))).toEqual(head);
  const withRoot = ({ trust }: TrustOrder) => ({
    trust: { ...trust, current: { ...trust.current, version: 2 } },
  });
  expect(await signAfter(withRoot)).toEqual(head);
  const unsigned = <Document>(file: Document) => ({ ...file, signatures: new Map() });
  expect(
    await signAfter((_, previous) => ({ previous: { ...previous, index: unsigned(previous.index) } })),
  ).toEqual(both);
  expect(
    await signAfter((_, previous) => ({ previous: { ...previous, head: unsigned(previous.head) } })),
  ).toEqual(head);
});

test("a key signs only for the roles it has", async () => {
  const [owner, other] = await Promise.all(
    ["owner", "other"].map(name => makeKey({ name, email: `${name}@example.org`, now: NOON })),
  );
  const signer = await openKey(owner!.privateKey);
  const first = await makeFirstRoot({ catalog: "test", key: signer, isDevelopment: false, now: NOON });
  const next = await splitRole({
    files: first,
    role: "head",
    publicKey: other!.publicKey,
    signer,
    now: NOON,
  });
  const root = makeFolder();
  for (const [path, text] of [...first, ...next.files]) writeFiles(root, { [`site/${path}`]: text });
  const environment = { PAK_SIGNING_KEY: owner!.privateKey };
  const trust = await readTrust({ root, catalog: "test", environment, now: NOON });
  await expect(buildTrustFiles(await makeOrder({ trust }))).rejects.toMatchObject({
    code: "KEY",
    message: expect.stringContaining("may not sign the head"),
  });
});

test("a bin is named by the digest of its bytes, and picked by the digest of a name", () => {
  const { path, text, digest } = buildBin("ab", { less: { sha256: "0".repeat(64), length: 2 } });
  expect(digest).toEqual({ sha256: hash("sha256", text), length: text.length });
  expect(path).toBe(`trust/bins/${digest.sha256}.json`);
  expect(binDigits("less", 3)).toBe(hash("sha256", "less").slice(0, 3));
  expect(binDigits("less", 0)).toBe("");
});
