import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readOverride, readTypedOverride } from "./override-source.ts";

const LENIENT = "{\n  // an override\n  '<4': { license: 'MIT', match: \"v\\d+\", },\n}";
const READ = { "<4": { license: "MIT", match: "v\\d+" } };
const CANARY = "canary-secret";

/** Addresses that are refused before anybody is asked. */
const REFUSED = [
  ["http://github.com/a/b/raw/main/override.json", /does not begin with https/],
  ["HTTP://github.com/a/b/raw/main/override.json", /does not begin with https/],
  ["file:///etc/passwd", /does not begin with https/],
  ["https://github.com/a/b/raw/main/override.json", /can change/],
  [`https://127.0.0.1/${"1".repeat(40)}/override.json`, /by number/],
  [`https://example.org/${"1".repeat(40)}/override.json`, /host/],
] as const;

test("a file is read leniently, by its path from the folder or from the top", async () => {
  const root = makeFolder();
  writeFiles(root, { "below/override.json": LENIENT });
  expect(await readOverride("below/override.json", root)).toEqual(READ);
  expect(await readOverride("../override.json", join(root, "below/deeper"))).toEqual(READ);
  expect(await readOverride(join(root, "below/override.json"), makeFolder())).toEqual(READ);
});

test("a file that is not there, is a folder or is no JSON is an error that names it", async () => {
  const root = makeFolder();
  writeFiles(root, { "broken.json": "{\n  '<4': {\n", "folder/x": "" });
  for (const [source, message] of [
    ["none.json", /none\.json can't be read/],
    ["folder", /folder can't be read/],
    ["broken.json", /broken\.json:3 is no JSON/],
  ] as const)
    await expect(readOverride(source, root)).rejects.toMatchObject({
      code: "READ",
      message: expect.stringMatching(message),
      fix: expect.any(String),
    });
});

test("what was typed is read leniently as text", async () => {
  expect(await readTypedOverride(LENIENT)).toEqual(READ);
  expect(await readTypedOverride('"/etc/passwd"')).toBe("/etc/passwd");
  await expect(readTypedOverride("{ '<4': {")).rejects.toMatchObject({
    code: "READ",
    message: expect.stringContaining("the override:1 is no JSON"),
    fix: expect.any(String),
  });
});

test("a path that was typed is never read as a file", async () => {
  const file = join(makeFolder(), "override.json");
  writeFiles(join(file, ".."), { "override.json": `{ name: "${CANARY}" }` });
  expect(await readOverride(file, "/")).toEqual({ name: CANARY });
  const near = relative(process.cwd(), file);
  for (const typed of [
    file,
    near,
    `./${near}`,
    `file://${file}`,
    `@${file}`,
    "/etc/passwd",
    "../x",
    "x.json",
  ]) {
    const error = await readTypedOverride(typed).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "READ", fix: expect.any(String) });
    expect(`${(error as Error).stack}${JSON.stringify(error)}`).not.toContain(CANARY);
  }
});

test.each(REFUSED)("%s is not downloaded", async (address, message) => {
  const error = { code: "READ", message: expect.stringMatching(message), fix: expect.any(String) };
  await expect(readOverride(address, makeFolder())).rejects.toMatchObject(error);
  await expect(readTypedOverride(address)).rejects.toMatchObject(error);
});
