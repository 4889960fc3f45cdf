import { expect, test } from "vitest";
import { anEntry } from "../../test/catalog.ts";
import { hasOwners, operationOf } from "./operation.ts";

const [account, key] = [
  { email: "a@example.org", github: { login: "octocat", id: 583231 } },
  { email: "b@example.org", key: "A".repeat(40) },
];
const entry = anEntry({ name: "less", owners: [account!, key!] });

test("what became of an entry", () => {
  expect(operationOf(undefined, entry)).toBe("create");
  expect(operationOf(entry, { ...entry, description: "Better" })).toBe("update");
  expect(operationOf(entry, entry)).toBe("update");
  expect(operationOf(entry, { ...entry, owners: [account!] })).toBe("transfer");
  expect(operationOf(entry, undefined)).toBe("transfer");
  const retracted = { ...entry, retracted: { date: "2026-11-01", reason: "gone" } };
  expect(operationOf(entry, retracted)).toBe("retract");
  expect(operationOf(retracted, retracted)).toBe("update");
});

test("owners are the same in another order and under another login or address, not under another number", () => {
  const renamed = { ...account!, email: "c@example.org", github: { login: "renamed", id: 583231 } };
  expect(hasOwners([account!, key!], [key!, renamed])).toBe(true);
  expect(hasOwners([account!], [{ ...account!, github: { login: "octocat", id: 9 } }])).toBe(false);
  expect(hasOwners([account!, key!], [account!])).toBe(false);
});
