import { existsSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/repository.ts";
import { SMALL } from "../../test/sandboxes.ts";
import { withStepFolders } from "./step-folders.ts";

test("a step's own folders end with it, however it ends", async () => {
  const build = makeFolder();
  const order = {
    step: ["true"],
    writable: { "/build": build },
    cwd: "/build",
    limits: SMALL,
    see() {},
  } as const;
  let root = "";
  const running = withStepFolders(order, async folders => {
    root = folders.root;
    expect(readdirSync(root).sort()).toEqual(["home", "tmp"]);
    expect(folders.fillable).toEqual([folders.home, folders.temporary, build]);
    throw new Error("failed");
  });
  await expect(running).rejects.toThrow("failed");
  expect([existsSync(root), existsSync(build)]).toEqual([false, true]);
});
