import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { DAY, later, NOON } from "../../test/world.ts";
import { makeKey, openKey } from "./signatures.ts";
import { DEVELOPMENT_FOLDER, readSigningKey } from "./signing-key.ts";

const read = (root: string, environment: Record<string, string> = {}, now = NOON) =>
  readSigningKey({ root, environment, now });

test("a development key is made once for each folder, for its owner's eyes", async () => {
  const root = makeFolder();
  const { key, isDevelopment } = await read(root);
  expect(isDevelopment).toBe(true);
  expect(statSync(join(root, DEVELOPMENT_FOLDER, "private.asc")).mode & 0o777).toBe(0o600);
  expect((await read(root, {}, later(DAY))).key.fingerprint).toBe(key.fingerprint);
  expect((await read(makeFolder())).key.fingerprint).not.toBe(key.fingerprint);
});

test("without a configured key CI has a development key like any other computer", async () => {
  expect((await read(makeFolder(), { CI: "true" })).isDevelopment).toBe(true);
});

test("the configured key signs, opened by its passphrase, and no other is made", async () => {
  const root = makeFolder();
  const passphrase = "correct horse";
  const who = { name: "Test", email: "test@example.org" };
  const { privateKey } = await makeKey({ ...who, now: NOON, passphrase });
  const configured = { PAK_SIGNING_KEY: privateKey, PAK_SIGNING_PASSPHRASE: passphrase };
  const { key, isDevelopment } = await read(root, configured);
  expect([key.fingerprint, isDevelopment]).toEqual([
    (await openKey(privateKey, passphrase)).fingerprint,
    false,
  ]);
  await expect(read(root, { PAK_SIGNING_KEY: privateKey })).rejects.toMatchObject({ code: "PASSPHRASE" });
  await expect(read(root, { PAK_SIGNING_KEY: "nonsense" })).rejects.toMatchObject({ code: "KEY" });
  expect(readdirSync(root)).toEqual([]);
});

test("a development key that is spoilt is refused, not replaced", async () => {
  const root = makeFolder();
  writeFiles(root, { [`${DEVELOPMENT_FOLDER}/private.asc`]: "spoilt" });
  await expect(read(root)).rejects.toMatchObject({ code: "KEY" });
  expect(statSync(join(root, DEVELOPMENT_FOLDER, "private.asc")).size).toBe("spoilt".length);
});
