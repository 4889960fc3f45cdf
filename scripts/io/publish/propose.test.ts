import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Entry } from "../../model/entry/entry.ts";
import { anEntry, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeRepository } from "../../test/repository.ts";
import { anAsker, HOUR, later, NOON, openRulebook } from "../../test/world.ts";
import { makeKey, openKey } from "../trust/signatures.ts";
import { renderPackageFiles } from "./package-files.ts";
import { type ProposeOrder, propose } from "./propose.ts";

const made = await makeKey({ name: "Owner", email: "o@example.org", now: NOON });
const key = await openKey(made.privateKey);
const owner = { email: "o@example.org", key: key.fingerprint };

async function makeOrder(entry: Entry, now = NOON) {
  const repository = makeRepository();
  const base = repository.commit({
    ...settingsFile(),
    ...catalogFiles({ entry: anEntry({ name: "jquery" }) }),
  });
  const signer = {
    name: "Owner",
    email: "o@example.org",
    now,
    sign: (text: Uint8Array) => key.sign(text, now),
  };
  const order: ProposeOrder = {
    root: repository.root,
    rulebook: await openRulebook(repository.root),
    base,
    proposal: { name: entry.name, files: renderPackageFiles({ entry, key }), title: `Publish ${entry.name}` },
    signer,
    asker: anAsker({ provesEndpoint: async () => true }),
    isDry: false,
  };
  return { repository, order };
}

const less = anEntry({ name: "less", owners: [owner] });

test("a right change is a signed commit on a branch of its own, which a second run keeps", async () => {
  const { repository, order } = await makeOrder(less);
  const proposed = await propose(order);
  expect(proposed).toMatchObject({ branch: "publish/less", findings: [], isUnchanged: false });
  expect(proposed.diff).toContain('+  "name": "less"');
  expect(repository.git("rev-parse", "publish/less")).toBe(proposed.commit);
  expect(repository.git("cat-file", "commit", "publish/less")).toContain(
    "gpgsig -----BEGIN PGP SIGNATURE-----",
  );
  expect(repository.git("status", "--porcelain")).toBe("");
  const again = await propose({ ...order, signer: { ...order.signer, now: later(HOUR) } });
  expect(again.commit).toBe(proposed.commit);
});

test("a dry run and a change that the base has already write nothing", async () => {
  const { repository, order } = await makeOrder(less);
  const count = () => readdirSync(join(repository.root, ".git"), { recursive: true }).length;
  const before = count();
  const dry = await propose({ ...order, isDry: true });
  expect([dry.commit, dry.isUnchanged, dry.diff.length > 0]).toEqual([undefined, false, true]);
  const files = new Map(
    Object.entries(catalogFiles({ entry: anEntry({ name: "jquery" }) })).map(([path, text]) => [
      path,
      Buffer.from(text),
    ]),
  );
  const same = await propose({ ...order, proposal: { name: "jquery", files, title: "Publish jquery" } });
  expect([same.commit, same.isUnchanged]).toEqual([undefined, true]);
  expect(count()).toBe(before);
});

test("what a rule refuses leaves no branch; what waits for a maintainer does", async () => {
  const refused = await makeOrder(anEntry({ name: "less", endpoint: "@nowhere", owners: [owner] }));
  const { findings, commit } = await propose(refused.order);
  expect([findings.map(found => found.code), commit]).toEqual([["ALIAS_TARGET_MISSING"], undefined]);
  expect(refused.repository.git("branch", "--list", "publish/*")).toBe("");
  const held = await makeOrder(less);
  const waiting = await propose({ ...held.order, asker: anAsker() });
  expect(waiting.findings.map(found => found.code)).toEqual(["OWNER_NO_ENDPOINT_PROOF"]);
  expect(waiting.commit).toBe(held.repository.git("rev-parse", "publish/less"));
});
