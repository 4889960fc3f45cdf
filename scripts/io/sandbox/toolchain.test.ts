import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { findProgram, findToolchain } from "./toolchain.ts";

const SYSTEM = ["/usr/local/bin", "/usr/bin", "/bin"];

let home: string;
let node: string;
beforeEach(() => {
  home = join(makeFolder(), "home");
  writeFiles(home, { "repository/node_modules/node/bin/node": "", "repository/package.json": "" });
  node = join(home, "repository/node_modules/node/bin/node");
});

/** What of the home is shown when a PATH is searched. */
function search(...entries: string[]): { path: string[]; prefixes: string[] } {
  const hidden = [join(home, "repository")];
  const found = findToolchain({ node, path: entries.join(":"), home, hidden });
  const shorten = (paths: readonly string[]) => paths.map(path => path.replace(`${home}/`, "~/"));
  return {
    path: shorten(found.path.filter(one => !SYSTEM.includes(one))),
    prefixes: shorten(found.prefixes),
  };
}

const NODE = { path: ["~/repository/node_modules/node/bin"], prefixes: ["~/repository/node_modules/node"] };

test("Node is shown wherever it is, and the system's programs are last", () => {
  expect(search()).toEqual(NODE);
  expect(findToolchain({ node, path: "/bin", home, hidden: [] }).path.slice(-1)).not.toEqual(["/nowhere"]);
});

test("a toolchain is shown with its prefix, by its real path", () => {
  writeFiles(home, { "tools/rust/1.9/bin/rustc": "" });
  symlinkSync(join(home, "tools/rust/1.9"), join(home, "current"));
  expect(search(join(home, "current/bin"), join(home, "tools/rust/1.9/bin"))).toEqual({
    path: [...NODE.path, "~/tools/rust/1.9/bin"],
    prefixes: [...NODE.prefixes, "~/tools/rust/1.9"],
  });
});

test.each([
  ["the home's own programs", "bin/x", "bin"],
  ["a folder directly in the home", ".local/bin/x", ".local/bin"],
  ["the repository", "repository/bin/x", "repository/bin"],
  ["a part of the repository", "repository/node_modules/.bin/x", "repository/node_modules/.bin"],
  ["another repository", "src/other/.git/HEAD", "src/other/bin"],
  ["what has credentials", "opt/tool/.npmrc", "opt/tool/bin"],
  ["what holds the home", "x", "../bin"],
  ["what does not exist", "x", "no/such/bin"],
])("%s is not shown", (_, file, entry) => {
  writeFiles(home, { [file]: "", ...(entry.includes("no/such") ? {} : { [`${entry}/program`]: "" }) });
  expect(search(join(home, entry), "", ".", entry)).toEqual(NODE);
});

test("instead of shims come the versions that they stand for", () => {
  writeFiles(home, {
    ".pyenv/.git/HEAD": "",
    ".pyenv/shims/python3": "",
    ".pyenv/version": "3.11.7\nsystem\n../../..\n",
    ".pyenv/versions/3.11.7/bin/python3": "",
    ".pyenv/versions/3.10.1/bin/python3": "",
    ".rbenv/shims/ruby": "",
  });
  expect(search(join(home, ".pyenv/shims"), join(home, ".rbenv/shims"))).toEqual({
    path: [...NODE.path, "~/.pyenv/versions/3.11.7/bin"],
    prefixes: [...NODE.prefixes, "~/.pyenv/versions/3.11.7"],
  });
});

test("a program is an executable file", () => {
  writeFiles(home, { "a/program/file": "", "b/program": "", "c/program": "" });
  const path = ["a", "b", "c"].map(folder => join(home, folder));
  expect(findProgram("program", path)).toBeUndefined();
  chmodSync(join(home, "c/program"), 0o755);
  expect(findProgram("program", path)).toBe(join(home, "c/program"));
});
