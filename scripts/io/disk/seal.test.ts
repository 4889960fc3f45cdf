import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/repository.ts";
import { openSeal } from "./seal.ts";

test("what is sealed opens again, in another run too, and nowhere else", () => {
  const home = join(makeFolder(), "deep");
  const sealed = openSeal(home).close("text\n");
  expect(openSeal(home).open(sealed)).toBe("text\n");
  expect(openSeal(makeFolder()).open(sealed)).toBeUndefined();
  expect(statSync(join(home, "seal.key")).mode & 0o077).toBe(0);
});

test("what was changed, cut or never sealed does not open", () => {
  const seal = openSeal(makeFolder());
  const sealed = seal.close("text");
  for (const other of [
    "",
    "text",
    sealed.replace("text", "test"),
    sealed.slice(1),
    sealed.replace("\n", " "),
  ])
    expect(seal.open(other)).toBeUndefined();
});
