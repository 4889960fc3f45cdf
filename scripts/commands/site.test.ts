import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anEntry, catalogFiles, settingsFile } from "../test/catalog.ts";
import { makeRepository, writeFiles } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import { site } from "./site.ts";
import { GLOBAL_FLAGS } from "./table.ts";

function makeCatalog() {
  const repository = makeRepository();
  const ignored = { ".gitignore": ".pak/\n_site\n" };
  repository.commit({
    ...settingsFile(),
    ...ignored,
    ...catalogFiles({ entry: anEntry({ name: "jquery" }) }),
  });
  const run = async (...typed: string[]) => {
    const world = aWorld({ root: repository.root });
    const exit = await site.run(world, parseArguments(site, GLOBAL_FLAGS, typed));
    return { exit, out: world.printed.join("\n"), err: world.reported };
  };
  return { ...repository, run };
}

test("--branch commits the JSON part without the pages, and leaves the folder's own branch alone", async () => {
  const { root, git, run } = makeCatalog();
  const head = git("rev-parse", "HEAD");
  const { exit, err } = await run("--branch", "published");
  expect(exit).toBe(0);
  expect(err.slice(-2)).toEqual([
    "committed the JSON part to the branch published",
    expect.stringMatching(/^built \d+ pages: .*_site$/),
  ]);
  expect(git("log", "-1", "--format=%B", "published")).toBe(`Publish index 1, head 1\n\nBuilt from ${head}`);
  expect(git("show", "published:api/v1/packages/jquery.json")).toBe(
    readFileSync(join(root, "_site/api/v1/packages/jquery.json"), "utf8").trim(),
  );
  expect(git("ls-tree", "-r", "--name-only", "published")).not.toMatch(/^(?:package|npm)\//m);
  expect([git("rev-parse", "HEAD"), git("status", "--porcelain")]).toEqual([head, ""]);
});

test("--json tells the folder, the number of pages and what was signed", async () => {
  const { root, run } = makeCatalog();
  const { exit, out } = await run("--json");
  expect(exit).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    folder: join(root, "_site"),
    pages: expect.any(Number),
    signed: { head: { version: 1 }, isDevelopment: true },
  });
});

test("a catalog with findings gets neither site nor branch", async () => {
  const { root, git, run } = makeCatalog();
  writeFiles(root, { "catalog/br/broken.json": "{" });
  const { exit, err } = await run("--branch", "published");
  expect([exit, err[0]]).toEqual([1, expect.stringContaining("JSON_SYNTAX")]);
  expect([existsSync(join(root, "_site")), git("branch", "--list", "published")]).toEqual([false, ""]);
});

test("with --json findings are a document too", async () => {
  const { root, run } = makeCatalog();
  writeFiles(root, { "catalog/br/broken.json": "{" });
  const { exit, out, err } = await run("--json");
  expect([exit, err]).toEqual([1, []]);
  expect(JSON.parse(out)).toMatchObject({ findings: [{ code: "JSON_SYNTAX" }] });
});

test("--branch refuses what is checked out, and a folder without git, before anything is built", async () => {
  const { root, git, run } = makeCatalog();
  const head = git("rev-parse", "HEAD");
  const refusal = { code: "GIT", message: expect.stringContaining(root), fix: expect.any(String) };
  await expect(run("--branch", "main")).rejects.toMatchObject(refusal);
  expect([git("rev-parse", "main"), git("status", "--porcelain")]).toEqual([head, ""]);
  rmSync(join(root, ".git"), { recursive: true });
  await expect(run("--branch", "published")).rejects.toMatchObject(refusal);
  expect(existsSync(join(root, ".pak"))).toBe(false);
});

test.each(["../x", "Published", "-d", "a b"])(
  "--branch=%s is refused before anything is built",
  async name => {
    const { root, run } = makeCatalog();
    await expect(run(`--branch=${name}`)).rejects.toMatchObject({ code: "USAGE" });
    expect(existsSync(join(root, ".pak"))).toBe(false);
  },
);
