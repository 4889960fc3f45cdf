import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeBomb } from "../../test/bomb.ts";
import { makeFolder, makeRepository, type Repository } from "../../test/repository.ts";
import { writeGitTree } from "./git-tree.ts";

/** A tree object with one file of each name; git's own commands would refuse most of these. */
function makeTree({ root }: Repository, names: readonly string[], mode = "100644"): string {
  const write = (kind: string, input: Buffer) =>
    execFileSync("git", ["hash-object", "-w", "--literally", "-t", kind, "--stdin"], {
      cwd: root,
      input,
      encoding: "utf8",
    }).trim();
  const blob = Buffer.from(write("blob", Buffer.from("text")), "hex");
  return write("tree", Buffer.concat(names.flatMap(name => [Buffer.from(`${mode} ${name}\0`), blob])));
}

function writeTree({ root }: Repository, tree: string, folder = makeFolder()): Promise<string> {
  return writeGitTree({ gitdir: join(root, ".git"), tree }, folder);
}

describe("writeGitTree", () => {
  test("writes files and folders", async () => {
    const repository = makeRepository();
    repository.commit({ "b.c": "b", "a/x/y.c": "y", é: "e" });
    const folder = makeFolder();
    const digest = await writeTree(repository, repository.git("rev-parse", "HEAD^{tree}"), folder);
    expect(digest).toMatch(/^h1:/);
    expect(readdirSync(folder).sort()).toEqual(["a", "b.c", "é"]);
    expect(readFileSync(join(folder, "a/x/y.c"), "utf8")).toBe("y");
  });

  test.each([
    ["..", "ARCHIVE_TRAVERSAL"],
    [".", "ARCHIVE_TRAVERSAL"],
    [".git", "ARCHIVE_GIT_DIR"],
    [".GIT", "ARCHIVE_GIT_DIR"],
    ["git~1", "ARCHIVE_GIT_DIR"],
    ["a\u202eb", "ARCHIVE_PATH_CHARS"],
    ["con", "ARCHIVE_WINDOWS_NAME"],
    ["a/b", "GIT"],
    ["a\\b", "ARCHIVE_TRAVERSAL"],
  ])("refuses the name %j", async (name, code) => {
    const repository = makeRepository();
    const folder = makeFolder();
    await expect(writeTree(repository, makeTree(repository, [name]), folder)).rejects.toMatchObject({ code });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("refuses names that are no UTF-8", async () => {
    const repository = makeRepository();
    const tree = makeTree(repository, ["a"]);
    const bytes = execFileSync("git", ["cat-file", "tree", tree], { cwd: repository.root });
    bytes[7] = 0xff;
    const input = { cwd: repository.root, input: bytes, encoding: "utf8" } as const;
    const strange = execFileSync("git", ["hash-object", "-w", "--literally", "-t", "tree", "--stdin"], input);
    await expect(writeTree(repository, strange.trim())).rejects.toMatchObject({ code: "ARCHIVE_PATH_CHARS" });
  });

  test("refuses two names that some file systems take for one", async () => {
    const repository = makeRepository();
    await expect(writeTree(repository, makeTree(repository, ["README", "readme"]))).rejects.toMatchObject({
      code: "ARCHIVE_DUPLICATE",
    });
  });

  test("refuses a link without reading where it leads", async () => {
    const repository = makeRepository();
    await expect(writeTree(repository, makeTree(repository, ["link"], "120000"))).rejects.toMatchObject({
      code: "ARCHIVE_LINK",
    });
  });

  test("refuses folders that name each other without end", async () => {
    const repository = makeRepository();
    repository.commit({ "a.c": "" });
    const bomb = makeBomb(repository, 9, []);
    const tree = repository.git("rev-parse", `${bomb}^{tree}`);
    await expect(writeTree(repository, tree)).rejects.toMatchObject({ code: "ARCHIVE_TOO_MANY" });
  });

  test("refuses a tree without a file", async () => {
    const repository = makeRepository();
    await expect(writeTree(repository, makeTree(repository, []))).rejects.toMatchObject({
      code: "ARCHIVE_EMPTY",
    });
  });

  test("an object that is missing is told as one", async () => {
    const repository = makeRepository();
    repository.commit({ "a.c": "a" });
    const [id, tree] = ["HEAD:a.c", "HEAD^{tree}"].map(name => repository.git("rev-parse", name));
    rmSync(join(repository.root, ".git/objects", id!.slice(0, 2), id!.slice(2)));
    await expect(writeTree(repository, tree!)).rejects.toMatchObject({ code: "SOURCE_FETCH" });
  });
});
