import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { SEAL } from "../../test/seal.ts";
import { type Stage, withStage } from "./stage.ts";

const read = (root: string, path: string) => readFileSync(join(root, path), "utf8");

/** Prepares a file. */
function prepare(stage: Stage, text: string): string {
  const path = stage.prepare();
  writeFileSync(path, text);
  return path;
}

test("everything is put, exchanged and removed at once, and nothing is left over", async () => {
  const root = makeFolder();
  writeFiles(root, { "a/old": "old", "b/gone": "gone", c: "c" });
  await withStage(root, join(root, ".scratch"), SEAL, async stage => {
    const folder = stage.prepare();
    mkdirSync(folder);
    writeFileSync(join(folder, "new"), "new");
    stage.put("a", folder);
    stage.put("d/e/f", prepare(stage, "f"));
    stage.remove("b");
    stage.remove("none");
    expect(read(root, "a/old")).toBe("old");
    stage.commit();
  });
  expect(readdirSync(root).sort()).toEqual(["a", "c", "d"]);
  expect([read(root, "a/new"), read(root, "d/e/f")]).toEqual(["new", "f"]);
});

test("when one change fails, all is as before", async () => {
  const root = makeFolder();
  writeFiles(root, { a: "a", "b/c": "c" });
  const failing = withStage(root, join(root, ".scratch"), SEAL, async stage => {
    stage.put("a", prepare(stage, "other"));
    stage.remove("b");
    stage.put("x/y", prepare(stage, "y"));
    stage.put("z", join(root, "never prepared"));
    stage.commit();
  });
  await expect(failing).rejects.toMatchObject({ code: "WRITE" });
  expect(readdirSync(root).sort()).toEqual(["a", "b"]);
  expect([read(root, "a"), read(root, "b/c")]).toEqual(["a", "c"]);
});

test("nothing is written through a link or a file", async () => {
  const [root, outside] = [makeFolder(), makeFolder()];
  symlinkSync(outside, join(root, "lib"));
  writeFileSync(join(root, "file"), "");
  for (const path of ["lib/x", "file/x"]) {
    const refused = withStage(root, join(root, ".scratch"), SEAL, async stage => {
      stage.put(path, prepare(stage, "x"));
      stage.commit();
    });
    await expect(refused, path).rejects.toMatchObject({ code: "WRITE" });
  }
  expect([readdirSync(outside), existsSync(join(root, ".scratch"))]).toEqual([[], false]);
});
