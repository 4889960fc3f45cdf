import { statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { openSeal, readSealed } from "./seal.ts";

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

test("a file is read when it is plain, small enough and sealed here", () => {
  const folder = makeFolder();
  const seal = openSeal(makeFolder());
  const sealed = seal.close("text");
  writeFiles(folder, { own: sealed, other: "text", "folder/x": "" });
  symlinkSync("own", join(folder, "link"));
  const read = (name: string, most = sealed.length) => readSealed(join(folder, name), most, seal);
  expect(read("own")).toBe("text");
  expect(read("own", sealed.length - 1)).toBeUndefined();
  expect(["other", "folder", "link", "nothing"].map(name => read(name))).toEqual(Array(4).fill(undefined));
});
