import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startServer } from "../io/site/static-server.ts";
import { anEntry, catalogFiles, settingsFile } from "../test/catalog.ts";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import { serve } from "./serve.ts";
import { GLOBAL_FLAGS } from "./table.ts";

/** Starts the command; `printed` resolves with its first line on stdout. */
function start(root: string, typed: string) {
  const [printed, interrupted] = [Promise.withResolvers<string>(), Promise.withResolvers<void>()];
  onTestFinished(() => interrupted.resolve());
  const world = aWorld({ root, print: printed.resolve, interrupted: () => interrupted.promise });
  const exit = serve.run(world, parseArguments(serve, GLOBAL_FLAGS, typed.split(" ")));
  return { exit, err: world.reported, printed: printed.promise, interrupt: interrupted.resolve };
}

test("the catalog is checked, signed, built and served until somebody interrupts", async () => {
  const root = makeFolder();
  writeFiles(root, { ...settingsFile(), ...catalogFiles({ entry: anEntry({ name: "jquery" }) }) });
  const { exit, err, printed, interrupt } = start(root, "--port 0");
  const url = await printed;
  expect(await (await fetch(`${url}trust/latest`)).text()).toBe("1\n");
  expect(await (await fetch(`${url}package/jquery/`)).text()).toContain("About jquery");
  expect(err.join("\n")).toContain(`npx pak info jquery --catalog ${url}`);
  interrupt();
  expect(await exit).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test("--no-build serves _site as it is and makes nothing", async () => {
  const root = makeFolder();
  writeFiles(root, { "_site/index.html": "as it is" });
  const { exit, printed, interrupt } = start(root, "--port 0 --no-build");
  expect(await (await fetch(await printed)).text()).toBe("as it is");
  interrupt();
  expect(await exit).toBe(0);
  expect(existsSync(join(root, ".pak"))).toBe(false);
});

test("a catalog with findings is not served", async () => {
  const root = makeFolder();
  writeFiles(root, { ...settingsFile(), "catalog/br/broken.json": "{" });
  const { exit, err } = start(root, "--port 0");
  expect(await exit).toBe(1);
  expect(err[0]).toContain("JSON_SYNTAX");
  const json = start(root, "--port 0 --json");
  expect(JSON.parse(await json.printed)).toMatchObject({ findings: [{ code: "JSON_SYNTAX" }] });
  expect([await json.exit, json.err]).toEqual([1, []]);
});

test("--json gives the address in one document, and nothing for people", async () => {
  const root = makeFolder();
  writeFiles(root, { "_site/index.html": "as it is" });
  const { exit, err, printed, interrupt } = start(root, "--port 0 --no-build --json");
  const { url } = JSON.parse(await printed);
  expect(await (await fetch(url)).text()).toBe("as it is");
  interrupt();
  expect([await exit, err]).toEqual([0, []]);
});

test("a port that is taken is told before anything is built", async () => {
  const root = makeFolder();
  writeFiles(root, settingsFile());
  const other = await startServer({ folder: root, port: 0 });
  onTestFinished(() => other.close());
  const { exit } = start(root, `--port ${new URL(other.url).port}`);
  await expect(exit).rejects.toMatchObject({ code: "USAGE", message: expect.stringMatching(/is taken$/) });
  expect(existsSync(join(root, ".pak"))).toBe(false);
});

test("--no-build has nothing to serve before a site is built", async () => {
  const { exit } = start(makeFolder(), "--port 0 --no-build");
  await expect(exit).rejects.toMatchObject({ code: "NOT_FOUND", fix: expect.stringContaining("pak site") });
});

test.each(["-1", "65536", "80.5", "http"])("--port=%s is refused before anything is built", async port => {
  const root = makeFolder();
  writeFiles(root, settingsFile());
  await expect(start(root, `--port=${port}`).exit).rejects.toMatchObject({ code: "USAGE" });
  expect(existsSync(join(root, ".pak"))).toBe(false);
});
