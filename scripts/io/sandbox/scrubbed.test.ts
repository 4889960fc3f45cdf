import { expect, onTestFinished, test } from "vitest";
import { none, runShell } from "../../test/sandboxes.ts";

test("it says that it is none, and why", () => {
  expect([none.kind, none.lack]).toEqual(["none", "a test wants none"]);
});

test("a step has no variable of this process, and a home of its own", async () => {
  process.env.PAK_TEST_TOKEN = "canary-4f1c";
  onTestFinished(() => void delete process.env.PAK_TEST_TOKEN);
  const { text } = await runShell(none, "env; ls -A ~ $TMPDIR", { environment: { OWN: "value" } });
  expect(text).not.toContain("canary");
  expect(text.match(/^[A-Z_]+(?==)/gm)!.sort()).toEqual([
    "HOME",
    "LANG",
    "OWN",
    "PATH",
    "PWD",
    "SOURCE_DATE_EPOCH",
    "TMPDIR",
    "TZ",
  ]);
  expect(text).toMatch(/^HOME=.*pak-step-\w+\/home$/m);
});

test("Node is this process's own", async () => {
  expect((await runShell(none, "node -v")).text).toBe(`${process.version}\n`);
});
