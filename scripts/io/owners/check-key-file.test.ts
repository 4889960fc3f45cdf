import { expect, test } from "vitest";
import { makeKey, openKey } from "../trust/signatures.ts";
import { checkKeyFile } from "./check-key-file.ts";

const made = await makeKey({ name: "Owner", email: "o@example.org", now: new Date("2026-11-01T00:00:00Z") });
const { fingerprint } = await openKey(made.privateKey);
const codesOf = async (text: string, name = fingerprint) =>
  (await checkKeyFile(name, Buffer.from(text))).map(found => found.code);

test("the public key of its name is right", async () => {
  expect(await codesOf(made.publicKey)).toEqual([]);
});

test("another key, a private one, two, none and a huge one are found", async () => {
  expect(await codesOf(made.publicKey, "A".repeat(40))).toEqual(["KEY_FINGERPRINT"]);
  expect(await codesOf(made.privateKey)).toEqual(["KEY_PRIVATE"]);
  expect(await codesOf(made.publicKey + made.publicKey)).toEqual(["KEY_SYNTAX"]);
  expect(await codesOf(made.publicKey + made.privateKey)).toEqual(["KEY_SYNTAX"]);
  expect(await codesOf("no key")).toEqual(["KEY_SYNTAX"]);
  expect(await codesOf(made.publicKey.padEnd(40_000))).toEqual(["KEY_TOO_LARGE"]);
});
