import { mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../../test/repository.ts";
import { giveFolders, isRoot, openWays, STRANGER } from "./stranger.ts";

describe.runIf(isRoot())("as root (skipped for others)", () => {
  test("folders are given with all that is in them, and nothing that a link leads to", async () => {
    const [given, other] = [makeFolder(), makeFolder()];
    mkdirSync(join(given, "a"));
    writeFileSync(join(given, "a/file"), "");
    symlinkSync(other, join(given, "link"));
    await giveFolders([given]);
    const owners = [given, join(given, "a"), join(given, "a/file"), other].map(path => statSync(path).uid);
    expect(owners).toEqual([STRANGER, STRANGER, STRANGER, 0]);
  });

  test("ways are opened, not what lies beside them", () => {
    const folder = makeFolder();
    for (const name of ["way/work", "way/shown", "beside"])
      mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
    openWays([join(folder, "way/work")], [join(folder, "way/shown"), "/root"]);
    const modes = ["", "way", "way/work", "way/shown", "beside"].map(
      name => statSync(join(folder, name)).mode & 0o777,
    );
    expect(modes).toEqual([0o711, 0o711, 0o700, 0o755, 0o700]);
  });
});

test.skipIf(isRoot())("who is not root gives nothing away (skipped for root)", async () => {
  const folder = makeFolder();
  await giveFolders([folder]);
  openWays([join(folder, "a")], [folder]);
  expect([statSync(folder).uid, statSync(folder).mode & 0o777]).toEqual([process.geteuid!(), 0o700]);
});
