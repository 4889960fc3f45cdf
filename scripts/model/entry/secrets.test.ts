import { expect, test } from "vitest";
import { checkSecrets } from "./secrets.ts";

test("secrets are found by their field and by their look, at any depth", () => {
  const token = `ghp_${"a".repeat(36)}`;
  const found = checkSecrets({
    description: `use ${token}`,
    owners: [{ password: "x" }],
    note: "token ring",
  });
  expect(found.map(({ code, pointer }) => [code, pointer])).toEqual([
    ["ENTRY_SECRET", ["description"]],
    ["ENTRY_SECRET", ["owners", "0", "password"]],
  ]);
});

test("a public key is no secret", () => {
  expect(checkSecrets({ text: "-----BEGIN PGP PUBLIC KEY BLOCK-----" })).toEqual([]);
});
