import { expect, test } from "vitest";
import { anEntry } from "../../test/catalog.ts";
import { makeFact } from "./fact.ts";

const KEY = "A".repeat(40);

test("of a plain package only the name is kept", () => {
  expect(makeFact(anEntry({ name: "less", keywords: ["css"] }))).toEqual({ name: "less" });
});

test("only an alias within this catalog has a target", () => {
  const targetOf = (endpoint: string) => makeFact(anEntry({ name: "x", endpoint })).target;
  expect(targetOf("@jquery")).toBe("jquery");
  expect(targetOf("@npm:jquery")).toBeUndefined();
  expect(targetOf("@bower:jquery")).toBeUndefined();
  expect(targetOf("https://github.com/jquery/jquery.git")).toBeUndefined();
});

test("a retraction and the keys of owners are kept, owners without a key are not", () => {
  const owners = [{ email: "a@example.org" }, { email: "b@example.org", key: KEY }];
  const retracted = { date: "2026-01-01", reason: "x" };
  expect(makeFact(anEntry({ name: "x", owners, retracted }))).toEqual({
    name: "x",
    isRetracted: true,
    keys: [KEY],
  });
  expect(makeFact(anEntry({ name: "x", owners: owners.slice(0, 1) }))).toEqual({ name: "x" });
});
