import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { hasBubblewrap, runShell } from "../../test/sandboxes.ts";
import { openSandbox } from "./open-sandbox.ts";

/** A PATH with a bwrap that can't make a sandbox, as in containers. */
function makeBrokenPath(): string {
  const folder = makeFolder();
  writeFiles(folder, {
    bwrap: "#!/bin/sh\necho 'bwrap: No permissions to create \u001b[1mnamespace'\nexit 1\n",
  });
  chmodSync(join(folder, "bwrap"), 0o755);
  chmodSync(folder, 0o755);
  return `${folder}:/usr/bin:/bin`;
}

test.skipIf(!hasBubblewrap)("bubblewrap is taken where it works (skipped elsewhere)", async () => {
  const sandbox = await openSandbox({ environment: process.env, isRequired: true });
  expect([sandbox.kind, sandbox.lack]).toEqual(["bubblewrap", undefined]);
});

test("where it is not installed there is none, unless it is required", async () => {
  const environment = { PATH: makeFolder() };
  const sandbox = await openSandbox({ environment });
  expect([sandbox.kind, sandbox.lack]).toEqual(["none", "bubblewrap is not installed"]);
  expect(await runShell(sandbox, "exit 4")).toMatchObject({ exit: 4 });
  await expect(openSandbox({ environment, isRequired: true })).rejects.toMatchObject({
    code: "BUILD_TOOL",
    message: "bubblewrap is not installed",
    fix: expect.stringContaining("apt install bubblewrap"),
  });
});

test("where it can't make a sandbox there is none, and why is told", async () => {
  const environment = { PATH: makeBrokenPath() };
  const lack = "bubblewrap can't make a sandbox here: bwrap: No permissions to create namespace";
  expect(await openSandbox({ environment })).toMatchObject({ kind: "none", lack });
  await expect(openSandbox({ environment, isRequired: true })).rejects.toMatchObject({ message: lack });
});

test("where none is wanted there is none", async () => {
  const sandbox = await openSandbox({ environment: process.env, isUnwanted: true });
  expect([sandbox.kind, sandbox.lack]).toEqual(["none", "none is wanted"]);
});
