import { execFile, execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startGitHub } from "../../test/github/server.ts";
import { makeFolder, makeRepository } from "../../test/repository.ts";
import { isAddress, openKeptClone } from "./kept-clone.ts";

test("an address is told from a folder", () => {
  expect(["https://github.com/a/b", "ext::sh", "ssh://x/y"].map(isAddress)).toEqual([true, false, true]);
  expect(["../catalog", "/srv/catalog", "C:\\catalog", "catalog"].some(isAddress)).toBe(false);
});

test.each([
  "ssh://git@github.com/a/b",
  "http://example.org/a/b",
  "file:///srv/a",
  "https://github.com/a/--b;x",
])("%s is cloned by nobody", url => {
  const home = makeFolder();
  expect(() => openKeptClone(home, url)).toThrow(expect.objectContaining({ code: "USAGE" }));
  expect(readdirSync(home)).toEqual([]);
});

test("what can't be cloned leaves nothing", () => {
  const home = makeFolder();
  expect(() => openKeptClone(home, "http://127.0.0.1:9/a/b.git")).toThrow(
    expect.objectContaining({ code: "NETWORK" }),
  );
  expect(readdirSync(join(home, "clones"))).toEqual([]);
});

test("a repository with a malformed object is not cloned", async () => {
  const standIn = await startGitHub([{ login: "catalog", id: 1 }]);
  const [bare, { root, commit, git }] = [standIn.makeRepository("catalog", "pak"), makeRepository()];
  commit({ a: "1" });
  const [home, url] = [makeFolder(), `${standIn.url}/catalog/pak.git`];
  // Another process asks: this one has to answer.
  const open = () => {
    const module = JSON.stringify(join(import.meta.dirname, "kept-clone.ts"));
    const call = `openKeptClone(${JSON.stringify(home)}, "${url}")`;
    const code = `import { openKeptClone } from ${module};\n${call};`;
    return promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code]);
  };
  const entry = Buffer.concat([Buffer.from("100644 a\0"), Buffer.from(git("rev-parse", "HEAD:a"), "hex")]);
  const words = ["hash-object", "-t", "tree", "-w", "--literally", "--stdin"];
  const input = Buffer.concat([entry, entry]);
  const tree = execFileSync("git", words, { cwd: root, input, encoding: "utf8" }).trim();
  const who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
  const twice = git(...who, "commit-tree", tree, "-p", "HEAD", "-m", "x");
  git("push", "--quiet", bare, `${twice}:refs/heads/main`);
  await expect(open()).rejects.toThrow(/NETWORK/);
  expect(readdirSync(join(home, "clones"))).toEqual([]);
  git("push", "--quiet", "--force", bare, "HEAD:refs/heads/main");
  await open();
  expect(readdirSync(join(home, "clones"))).toHaveLength(1);
});
