import { expect, test } from "vitest";
import type { Json } from "../json.ts";
import { checkOwners, isEmail } from "./owners.ts";

const email = "a@example.org";
const key = "26E3EB29C4F3318ECBE1DC856FA86F81BB75E411";
const github = { login: "octocat", id: 583231 };
const codesOf = (owners: Json) => checkOwners(owners).map(found => found.code);

test.each<[string, Json, string[]]>([
  ["one proof is enough", [{ email, key }], []],
  ["both proofs", [{ email, key, github }], []],
  ["no proof", [{ email }], ["OWNER_PROOF"]],
  ["no address", [{ key }], ["OWNER_EMAIL"]],
  ["an address on no domain", [{ email: "a@b", key }], ["OWNER_EMAIL"]],
  ["an id that is a text", [{ email, github: { login: "a", id: "1" } }], ["OWNER_GITHUB"]],
  ["an id of zero", [{ email, github: { login: "a", id: 0 } }], ["OWNER_GITHUB"]],
  ["a login with two dashes", [{ email, github: { login: "a--b", id: 1 } }], ["OWNER_GITHUB"]],
  [
    "one account twice",
    [
      { email, github },
      { email, github },
    ],
    ["ENTRY_OWNERS"],
  ],
  ["an unknown field", [{ email, key, admin: true }], ["ENTRY_UNKNOWN_FIELD"]],
  ["a text", ["octocat"], ["ENTRY_OWNERS"]],
  ["too many", Array(21).fill({ email, key }), ["ENTRY_OWNERS"]],
])("%s", (_, owners, codes) => {
  expect(codesOf(owners)).toEqual(codes);
});

test("an address is one that a letter can be sent to", () => {
  expect(["a.b+c@mail.example.org", "nobody", "a@b", "A <a@example.org>", ""].map(isEmail)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
