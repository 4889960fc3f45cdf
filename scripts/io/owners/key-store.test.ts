import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasGpg, makeKeyring } from "../../test/gpg.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { HOUR, later, NOON } from "../../test/world.ts";
import { type KeyWish, openOwnerKey } from "./key-store.ts";

const PASSPHRASE = "correct horse";

function makeWish(fields: Partial<KeyWish> = {}): KeyWish {
  const readPassphrase = async () => PASSPHRASE;
  return {
    home: makeFolder(),
    wanted: [],
    name: "Owner",
    email: "o@example.org",
    now: NOON,
    readPassphrase,
    ...fields,
  };
}

test("a first key is made and kept locked, for its owner's eyes; later ones find it", async () => {
  const wish = makeWish();
  const made = await openOwnerKey(wish);
  expect(readdirSync(wish.home)).toEqual([]);
  const file = made.keep!();
  expect(file).toBe(join(wish.home, "keys", `${made.fingerprint}.asc`));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).not.toContain(PASSPHRASE);
  for (const again of [
    wish,
    { ...wish, email: "other@example.org", wanted: ["B".repeat(40), made.fingerprint] },
  ]) {
    const found = await openOwnerKey(again);
    expect([found.fingerprint, found.keep]).toEqual([made.fingerprint, undefined]);
  }
  const wrong = { ...wish, readPassphrase: async () => "wrong passphrase" };
  await expect(openOwnerKey(wrong)).rejects.toMatchObject({ code: "PASSPHRASE" });
});

test("a recovery takes the very keys it names, or makes one in spite of those of the address", async () => {
  const wish = makeWish();
  const old = await openOwnerKey(wish);
  old.keep!();
  const fresh = await openOwnerKey({ ...wish, choice: "new", now: later(HOUR) });
  fresh.keep!();
  expect(fresh.fingerprint).not.toBe(old.fingerprint);
  expect(readdirSync(join(wish.home, "keys")).sort()).toEqual(
    [old, fresh].map(key => `${key.fingerprint}.asc`).sort(),
  );
  for (const choice of ["kept", "new"] as const) {
    const again = await openOwnerKey({ ...wish, choice, wanted: [fresh.fingerprint] });
    expect([again.fingerprint, again.keep]).toEqual([fresh.fingerprint, undefined]);
  }
  const missing = openOwnerKey({ ...wish, choice: "kept", wanted: ["B".repeat(40)] });
  await expect(missing).rejects.toMatchObject({ code: "KEY", fix: expect.stringContaining("--key") });
});

test("a short passphrase makes no key", async () => {
  const wish = makeWish({ readPassphrase: async () => "1234567" });
  await expect(openOwnerKey(wish)).rejects.toMatchObject({ code: "PASSPHRASE" });
  expect(readdirSync(wish.home)).toEqual([]);
});

test("a text that holds no private key is no key", async () => {
  await expect(openOwnerKey(makeWish({ armored: "nothing" }))).rejects.toMatchObject({ code: "KEY" });
});

test.skipIf(!hasGpg)("a key that gpg exported signs, and gpg takes one that was made here", async () => {
  const keyring = makeKeyring();
  const fingerprint = keyring.makeKey("owner");
  const home = makeFolder();
  const armored = keyring.run(["--armor", "--export-secret-keys", fingerprint]);
  const key = await openOwnerKey(makeWish({ armored }));
  expect(key.fingerprint).toBe(fingerprint);
  const made = await openOwnerKey(makeWish({ now: new Date("2026-11-01T00:00:00Z") }));
  writeFiles(home, { text: "signed", "text.asc": await made.sign(Buffer.from("signed"), new Date()) });
  keyring.run(["--import"], made.publicKey);
  keyring.run(["--verify", join(home, "text.asc"), join(home, "text")]);
});
