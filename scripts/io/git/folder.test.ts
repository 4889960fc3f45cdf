import fc from "fast-check";
import { expect, test } from "vitest";
import { compareFolders, type Folder, parseFolder } from "./folder.ts";

const ID = "ab".repeat(20);

function makeTree(...entries: readonly (readonly [mode: string, name: string])[]): Buffer {
  return Buffer.concat(
    entries.flatMap(([mode, name]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(ID, "hex")]),
  );
}

test("entries are read with mode and id, a folder after the file whose name goes on with a dot", () => {
  const tree = makeTree(["100644", "a"], ["120000", "b.c"], ["40000", "b"], ["100644", "ü\n"]);
  expect([...parseFolder("x", tree)]).toEqual([
    ["a", { mode: "100644", id: ID }],
    ["b.c", { mode: "120000", id: ID }],
    ["b", { mode: "040000", id: ID }],
    [Buffer.from("ü\n").toString("latin1"), { mode: "100644", id: ID }],
  ]);
  expect(parseFolder("x", makeTree()).size).toBe(0);
});

test.each<[string, Buffer]>([
  ["a name twice", makeTree(["100644", "a"], ["100644", "a"])],
  ["a file and a folder of one name", makeTree(["100644", "a"], ["100644", "a.b"], ["40000", "a"])],
  ["an older writer's order", makeTree(["40000", "a"], ["100644", "a.b"])],
  ["no order", makeTree(["100644", "b"], ["100644", "a"])],
  ["a path for a name", makeTree(["100644", "catalog/le/less.json"])],
  ["no name", makeTree(["100644", ""])],
  ["half an id", makeTree(["100644", "a"]).subarray(0, -1)],
  ["no end", Buffer.from("100644 a")],
])("%s is refused", (_, tree) => {
  expect(() => parseFolder("x", tree)).toThrow(
    expect.objectContaining({ code: "GIT", fix: expect.any(String) }),
  );
});

test("any bytes at all are a folder or refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), bytes => {
      try {
        parseFolder("x", Buffer.from(bytes));
      } catch (error) {
        expect(error).toMatchObject({ code: "GIT" });
      }
    }),
  );
});

test("another mode or id is a difference, in either folder", () => {
  const entry = { mode: "100644", id: ID };
  const [other, script] = [
    { ...entry, id: "cd".repeat(20) },
    { ...entry, mode: "100755" },
  ];
  const before: Folder = new Map([
    ["gone", entry],
    ["same", entry],
    ["text", entry],
  ]);
  const after: Folder = new Map([
    ["same", entry],
    ["text", other],
    ["fresh", script],
  ]);
  expect(compareFolders(before, after)).toEqual([
    { name: "gone", was: entry, is: undefined },
    { name: "text", was: entry, is: other },
    { name: "fresh", was: undefined, is: script },
  ]);
});
