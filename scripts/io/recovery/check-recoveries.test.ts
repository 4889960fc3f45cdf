import { expect, test } from "vitest";
import type { Owner } from "../../model/entry/entry.ts";
import { entryPath, keyPath, recoveryPath } from "../../model/name/paths.ts";
import { replaceLostKey } from "../../model/recovery/lost-key.ts";
import { RECOVERY_SCHEMA, type Recovery } from "../../model/recovery/recovery.ts";
import { renderInstant } from "../../model/text/instant.ts";
import { anEntry, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeRepository } from "../../test/repository.ts";
import { DAY, later, NOON, openRulebook } from "../../test/world.ts";
import { commitFiles } from "../git/commit-files.ts";
import { listChanges } from "../git/objects.ts";
import { makeKey, openKey, type SigningKey } from "../trust/signatures.ts";
import { makeFirstRoot } from "../trust/trust.ts";
import { makeChallenge } from "./challenge.ts";
import { checkRecoveries } from "./check-recoveries.ts";

async function makeSigner(name: string): Promise<SigningKey> {
  const made = await makeKey({ name, email: "o@example.org", now: later(-30 * DAY) });
  return openKey(made.privateKey);
}

const [old, fresh, stray] = [await makeSigner("Old"), await makeSigner("Fresh"), await makeSigner("Stray")];
const day = (days: number) => renderInstant(later(days * DAY));

const lost = { key: old.fingerprint, email: "o@example.org" };
const owners: Owner[] = [lost];
const ENTRIES = { less: anEntry({ name: "less", owners }), jquery: anEntry({ name: "jquery", owners }) };
type Name = keyof typeof ENTRIES;

/** A request of a new key. */
function aRequest(name: Name = "less", key = fresh): Recovery {
  return { $schema: RECOVERY_SCHEMA, name, key: key.fingerprint, lost, requested: day(0) };
}

const challenged: Recovery = {
  ...aRequest(),
  challenge: {
    sha256: "0".repeat(64),
    expires: day(7),
    signature: "-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n",
  },
};
/** Its notice ends at `NOON`, two weeks after the answer. */
const answered: Recovery = {
  ...challenged,
  answer: { code: "00000-00000-00000-00000", answered: day(-14) },
};
const completed: Recovery = { ...answered, completed: day(0) };
const completion = {
  ...fileOf(completed),
  ...catalogFiles({ entry: replaceLostKey(ENTRIES.less, completed) }),
};
const handedOn = catalogFiles({
  entry: { ...ENTRIES.less, owners: [{ email: "s@example.org", key: stray.fingerprint }] },
});

function fileOf(document: object, name: string = "less"): Record<string, string> {
  return { [recoveryPath(name)]: `${JSON.stringify(document, null, 2)}\n` };
}

type Files = Readonly<Record<string, string | undefined>>;

/** What is found of a change of a catalog with two packages, whose commit a key signs or none. */
async function check(given: {
  readonly before?: Files;
  /** When the catalog took what was before. */
  readonly landed?: string;
  readonly change: Files;
  readonly signer?: SigningKey;
  readonly settings?: object;
  readonly isMaintainer?: boolean;
  readonly now?: Date;
  /** What a later commit changes that no key signs. */
  readonly then?: Files;
  /** What the base has taken meanwhile. */
  readonly meanwhile?: Files;
}) {
  const { before = {}, change, signer, settings, isMaintainer = false, now = NOON, then, meanwhile } = given;
  const repository = makeRepository();
  const { root } = repository;
  repository.commit({
    ...settingsFile(settings),
    ...catalogFiles(...Object.values(ENTRIES).map(entry => ({ entry }))),
    ...Object.fromEntries([old, fresh].map(key => [keyPath(key.fingerprint), key.publicKey])),
  });
  const origin = repository.commit(before, given.landed);
  if (signer === undefined) repository.commit(change);
  else {
    const signed = await commitFiles({
      root,
      parent: origin,
      files: new Map(Object.entries(change).map(([path, text]) => [path, Buffer.from(text ?? "")])),
      message: "Change\n",
      signer: { name: "Test", email: "o@example.org", now: NOON, sign: bytes => signer.sign(bytes, NOON) },
    });
    repository.git("reset", "--quiet", "--hard", signed);
  }
  if (then !== undefined) repository.commit(then);
  const head = repository.git("rev-parse", "HEAD");
  repository.git("reset", "--quiet", "--hard", origin);
  const base = meanwhile === undefined ? origin : repository.commit(meanwhile);
  const tree = repository.git("merge-tree", "--write-tree", base, head);
  const { findings, completing } = await checkRecoveries({
    root,
    rulebook: await openRulebook(root),
    base,
    head,
    tree,
    changes: listChanges(root, base, tree),
    isMaintainer,
    now,
  });
  return { found: findings.map(({ code, file }) => [code, file]), completing: [...completing] };
}

const NOTHING = { found: [], completing: [] };
const refused = (code: string, name = "less") => ({ found: [[code, recoveryPath(name)]], completing: [] });

test("two names in one change are judged each for itself, and found in their own files", async () => {
  const change = { ...fileOf(aRequest()), ...fileOf(aRequest("jquery", stray), "jquery") };
  expect(await check({ change, signer: fresh })).toEqual(refused("RECOVERY_KEY", "jquery"));
  expect((await check({ change })).found).toEqual([
    ["RECOVERY_KEY", recoveryPath("jquery")],
    ["RECOVERY_KEY", recoveryPath("less")],
  ]);
  const both = { ...completion, ...fileOf(aRequest("jquery"), "jquery") };
  expect(await check({ before: fileOf(answered), change: both, signer: fresh })).toEqual({
    found: [],
    completing: ["less"],
  });
});

test.each([
  ["no JSON", { [recoveryPath("less")]: "{" }],
  ["of another shape", fileOf({ ...aRequest(), key: "x" })],
  ["another name's", fileOf(aRequest("jquery"))],
  ["without the step before", fileOf({ ...completed, challenge: undefined })],
])("a recovery that is %s is left to its own findings, and counts as none before", async (_what, broken) => {
  expect(await check({ change: broken })).toEqual(NOTHING);
  expect(await check({ before: broken, change: fileOf(aRequest()), signer: fresh })).toEqual(NOTHING);
  expect(await check({ before: broken, change: completion, signer: fresh })).toEqual(
    refused("RECOVERY_STAGE"),
  );
});

test("the new key may come along, and signs the recovery as it is in the end", async () => {
  const change = { ...fileOf(aRequest("less", stray)), [keyPath(stray.fingerprint)]: stray.publicKey };
  expect(await check({ change, signer: stray })).toEqual(NOTHING);
  const then = fileOf({ ...aRequest("less", stray), requested: day(0.5) });
  expect(await check({ change, signer: stray, then })).toEqual(refused("RECOVERY_KEY"));
});

test("an answer has the code of the digest", async () => {
  const recovery = aRequest();
  const { code, challenge } = await makeChallenge({
    catalog: "test",
    recovery,
    now: NOON,
    sign: bytes => old.sign(bytes, NOON),
  });
  const answerBy = (typed: string) => {
    const change = fileOf({ ...recovery, challenge, answer: { code: typed, answered: day(0) } });
    return check({ before: fileOf({ ...recovery, challenge }), change, signer: fresh });
  };
  expect(await answerBy(code)).toEqual(NOTHING);
  expect(await answerBy("00000-00000-00000-00000")).toEqual(refused("RECOVERY_CODE"));
});

test("a recovery that is deleted, or that the base took meanwhile, makes no step", async () => {
  const deleted = { [recoveryPath("less")]: undefined };
  expect(await check({ before: fileOf(answered), change: deleted })).toEqual(NOTHING);
  expect(await check({ before: fileOf(answered), change: completion, meanwhile: completion })).toEqual(
    NOTHING,
  );
});

test("a step counts as the catalog would hold it, not as its branch does", async () => {
  const order = { before: fileOf(answered), change: completion, signer: fresh };
  // What the base says of the entry by now is merged into it, and the new key never signed that.
  const entry = { ...ENTRIES.less, description: "Better" };
  expect(await check({ ...order, meanwhile: catalogFiles({ entry }) })).toEqual({
    found: [["RECOVERY_KEY", recoveryPath("less")]],
    completing: ["less"],
  });
  expect(await check({ ...order, meanwhile: { "README.md": "x" } })).toEqual({
    found: [],
    completing: ["less"],
  });
  // The recovery too: the answer is one upon what the base has.
  const stale = { before: fileOf(challenged), change: fileOf(answered), signer: fresh };
  const { found } = await check({ ...stale, meanwhile: fileOf({ ...challenged, requested: day(-1) }) });
  expect(found.map(([code]) => code)).toEqual(["RECOVERY_CODE", "RECOVERY_KEY"]);
});

test("a step is for an owner that the base has, with the key and the address of the request", async () => {
  const moved = catalogFiles({ entry: { ...ENTRIES.less, owners: [{ ...lost, email: "n@example.org" }] } });
  const codesOf = async (before: Files, recovery: Recovery, more: object) => {
    const { found } = await check({ before: { ...before, ...moved }, change: fileOf(recovery), ...more });
    return found.map(([code]) => code);
  };
  expect(await codesOf({}, aRequest(), { signer: fresh })).toEqual(["RECOVERY_KEY"]);
  const before = fileOf(aRequest());
  expect(await codesOf(before, challenged, { isMaintainer: true })).toEqual(["RECOVERY_STAGE"]);
  expect(await codesOf(fileOf(challenged), answered, { signer: fresh })).toEqual([
    "RECOVERY_STAGE",
    "RECOVERY_CODE",
  ]);
  const vetoed = { ...answered, vetoed: day(0) };
  expect(await codesOf(fileOf(answered), vetoed, { signer: old })).toEqual([]);
});

test("owners stay while a code is out, but for maintainers", async () => {
  const handOn = (before: Recovery, more: object = {}) =>
    check({ before: fileOf(before), change: handedOn, ...more });
  expect(await handOn(aRequest())).toEqual(NOTHING);
  expect(await handOn(challenged)).toEqual(refused("RECOVERY_STAGE"));
  expect(await handOn(challenged, { now: later(7 * DAY) })).toEqual(NOTHING);
  expect(await handOn(challenged, { isMaintainer: true })).toEqual(NOTHING);
  expect(await handOn(answered, { now: later(100 * DAY) })).toEqual(refused("RECOVERY_STAGE"));
});

test("the rest of an entry changes while a code is out, but the entry can't go away", async () => {
  const change = catalogFiles({ entry: { ...ENTRIES.less, description: "Better" } });
  expect(await check({ before: fileOf(challenged), change })).toEqual(NOTHING);
  for (const gone of [undefined, "{"]) {
    const found = await check({ before: fileOf(challenged), change: { [entryPath("less")]: gone } });
    expect(found).toEqual(refused("RECOVERY_STAGE"));
  }
});

test("owners don't change along with a veto; that they have to stay is told to publishers only", async () => {
  const change = { ...fileOf({ ...answered, vetoed: day(0) }), ...handedOn };
  const order = { before: fileOf(answered), change, signer: old };
  const codesOf = async (isMaintainer: boolean) =>
    (await check({ ...order, isMaintainer })).found.map(([code]) => code);
  expect(await codesOf(false)).toEqual(["RECOVERY_STAGE", "RECOVERY_STAGE"]);
  expect(await codesOf(true)).toEqual(["RECOVERY_STAGE"]);
});

test("what completes a recovery is told, right or not; no other step is", async () => {
  const before = fileOf(answered);
  expect(await check({ before, change: completion, signer: fresh })).toEqual({
    found: [],
    completing: ["less"],
  });
  expect(await check({ before, change: completion })).toEqual({
    found: [["RECOVERY_KEY", recoveryPath("less")]],
    completing: ["less"],
  });
  const vetoed = fileOf({ ...answered, vetoed: day(0) });
  expect(await check({ before, change: vetoed, signer: old })).toEqual(NOTHING);
  // The same files are no completion of what was not answered.
  expect((await check({ before: fileOf(challenged), change: completion, signer: fresh })).completing).toEqual(
    [],
  );
});

test("the notice is the catalog's own, else two weeks", async () => {
  const order = { before: fileOf(answered), change: completion, signer: fresh };
  const codesAt = async (days: number, settings = {}) => {
    const { found } = await check({ ...order, settings, now: later(days * DAY - 1) });
    return found.map(([code]) => code);
  };
  expect([await codesAt(0), await codesAt(1)]).toEqual([["RECOVERY_NOTICE"], []]);
  const settings = { recoveryNotice: 21 };
  expect([await codesAt(7, settings), await codesAt(8, settings)]).toEqual([["RECOVERY_NOTICE"], []]);
});

test("the notice begins when the catalog took the answer, if that was later than its date", async () => {
  const order = { before: fileOf(answered), landed: day(1), change: completion, signer: fresh };
  const foundAt = async (days: number) => (await check({ ...order, now: later(days * DAY) })).found;
  expect(await foundAt(14.9)).toEqual([["RECOVERY_NOTICE", recoveryPath("less")]]);
  expect(await foundAt(15)).toEqual([]);
});

test("a challenge is by a key of the base's root, not of one that the change brings", async () => {
  const rootOf = async (key: SigningKey) => {
    const files = await makeFirstRoot({ catalog: "test", key, isDevelopment: false, now: NOON });
    return Object.fromEntries([...files].map(([path, text]) => [`site/${path}`, text]));
  };
  const { challenge } = await makeChallenge({
    catalog: "test",
    recovery: aRequest(),
    now: NOON,
    sign: bytes => stray.sign(bytes, NOON),
  });
  const change = fileOf({ ...aRequest(), challenge });
  const checkBy = async (before: Files, along: Files) =>
    check({
      before: { ...fileOf(aRequest()), ...before },
      change: { ...change, ...along },
      isMaintainer: true,
    });
  expect(await checkBy(await rootOf(old), await rootOf(stray))).toEqual(refused("RECOVERY_MAINTAINER"));
  expect(await checkBy(await rootOf(stray), {})).toEqual(NOTHING);
});
