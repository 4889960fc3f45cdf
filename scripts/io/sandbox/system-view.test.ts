import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/repository.ts";
import { makeWay, viewSystem } from "./system-view.ts";

test("the system is shown without its users, its settings and its state", () => {
  const scratch = makeFolder();
  const words = viewSystem(scratch, [], ["/usr/share", "/no/such/folder"], false);
  const shown = words.filter((_, at) => words[at - 1] === "--ro-bind");
  expect(shown).toContain("/usr");
  for (const path of [
    "/",
    "/etc",
    "/home",
    "/root",
    "/var",
    "/run",
    "/tmp",
    "/etc/passwd",
    "/etc/hosts",
    "/etc/ssl/certs",
  ])
    expect(shown).not.toContain(path);
  expect(readFileSync(join(scratch, "passwd"), "utf8")).toMatch(/^root:.*\nbuilder:.*\n$/);
  // The folder that is hidden lies in one that is shown.
  expect(words.filter((_, at) => words[at - 1] === "--tmpfs")).toEqual(["/usr/share"]);
});

test("certificates and name servers are for steps with a network", () => {
  const words = viewSystem(makeFolder(), [], [], true);
  expect(words.includes("/etc/resolv.conf")).toBe(existsSync("/etc/resolv.conf"));
});

test("tokens among programs are covered", () => {
  const prefix = makeFolder();
  mkdirSync(join(prefix, "etc"));
  writeFileSync(join(prefix, "etc/npmrc"), "");
  expect(viewSystem(makeFolder(), [prefix], [], false).join(" ")).toMatch(
    new RegExp(`--ro-bind ${prefix} ${prefix} .*--ro-bind /dev/null ${prefix}/etc/npmrc`),
  );
});

test("a way is made from the root on", () => {
  expect(makeWay("/a/b/c").join(" ")).toBe("--perms 0755 --dir /a --perms 0755 --dir /a/b");
  expect(makeWay("/a")).toEqual([]);
});
