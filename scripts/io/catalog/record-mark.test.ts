import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { openRulebook } from "../../test/world.ts";
import { recordMark } from "./record-mark.ts";

const PATH = "catalog/releases/li/libuv.json";
const container = (letter: string) => `ghcr.io/acme/libuv/image@sha256:${letter.repeat(64)}`;

async function aCatalog() {
  const root = makeFolder();
  const releases = [aRelease("1.1.0"), aRelease("1.0.0")];
  writeFiles(root, { ...settingsFile(), ...catalogFiles({ entry: anEntry({ name: "libuv" }), releases }) });
  const file = join(root, PATH);
  const document = JSON.parse(readFileSync(file, "utf8"));
  writeFiles(root, {
    [PATH]: `${JSON.stringify({ $schema: document.$schema, name: "libuv", repository: { id: 7, owner: 9 }, releases }, null, 2)}\n`,
  });
  const record = async (version: string, letter: string) =>
    recordMark(
      { root, rulebook: await openRulebook(root) },
      { name: "libuv", version },
      { container: container(letter) },
    );
  return { root, file, record, read: () => JSON.parse(readFileSync(file, "utf8")) };
}

test("a version gets its mark, and everything else stays", async () => {
  const { record, read } = await aCatalog();
  const before = read();
  await Promise.all([record("1.0.0", "a"), record("1.1.0", "b")]);
  const after = read();
  expect(after).toMatchObject({ repository: before.repository });
  expect(after.releases.map((one: { container: string }) => one.container)).toEqual([
    container("b"),
    container("a"),
  ]);
});

test("a mark never changes, and a file that is not in order is not written", async () => {
  const { root, record, file } = await aCatalog();
  await record("1.0.0", "a");
  const text = readFileSync(file, "utf8");
  await expect(record("1.0.0", "b")).rejects.toMatchObject({ code: "CONFLICT" });
  expect(readFileSync(file, "utf8")).toBe(text);
  writeFiles(root, { [PATH]: "{" });
  await expect(record("1.0.0", "a")).rejects.toMatchObject({ code: "CONFLICT" });
  expect(readFileSync(file, "utf8")).toBe("{");
});
