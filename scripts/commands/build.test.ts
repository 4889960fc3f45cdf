import { expect, test } from "vitest";
import { startBuildCatalog } from "../test/build-catalog.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../test/catalog.ts";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import { build } from "./build.ts";
import { GLOBAL_FLAGS } from "./table.ts";

/** Runs it in a catalog of three packages, none of which can be fetched. */
async function run(...typed: string[]) {
  const root = makeFolder();
  const override = { "@npm/made": { "*": { build: { builder: "make" } } } } as const;
  writeFiles(root, {
    ...settingsFile(),
    ...catalogFiles(
      { entry: anEntry({ name: "made" }), releases: [aRelease("1.0.0")], override },
      { entry: anEntry({ name: "plain" }), releases: [aRelease("1.0.0")] },
      { entry: anEntry({ name: "empty" }) },
    ),
  });
  const world = aWorld({ root });
  return { ...world, exit: await build.run(world, parseArguments(build, GLOBAL_FLAGS, typed)) };
}

test.each([
  [[], "USAGE", /takes one NAME/],
  [["made", "plain"], "USAGE", /takes one NAME/],
  [["npm:made"], "USAGE", /takes one NAME/],
  [["made#^1"], "USAGE", /takes one NAME/],
  [["made", "--builder", "bazel"], "USAGE", /names no builder/],
  [["made", "--timeout", "0"], "USAGE", /--timeout/],
  [["made", "--no-sandbox", "--require-sandbox"], "USAGE", /contradict/],
  [["nobody"], "NOT_FOUND", /no entry nobody/],
  [["made@2.0.0"], "NOT_FOUND", /no release 2\.0\.0/],
  [["empty"], "NOT_FOUND", /no release/],
  [["--matrix", "nobody"], "NOT_FOUND", /no entry nobody/],
])("%j is refused: %s", async (typed, code, message) => {
  await expect(run(...typed)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test("--matrix prints one line of JSON for a workflow", async () => {
  const { printed, reported, exit } = await run("--matrix");
  const job = (name: string, more = {}) => ({ name, version: "1.0.0", ...more, runner: "ubuntu-24.04" });
  expect([printed.map(line => JSON.parse(line)), reported, exit]).toEqual([
    [{ include: [job("made", { builder: "make" })] }],
    [],
    0,
  ]);
  expect(JSON.parse((await run("--matrix", "plain")).printed[0]!)).toEqual({ include: [job("plain")] });
});

test("in CI a missing sandbox is an error; in a workflow the log gives no commands and provenance names the run", async () => {
  const steps = [["echo", "::add-mask::x"]];
  const recipe = { builder: "command", steps, test: [] };
  const workflow = {
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_REPOSITORY: "acme/catalog",
    GITHUB_RUN_ID: "7",
  };
  const none = await startBuildCatalog({ a: "a" }, recipe, { ...workflow, PATH: makeFolder() });
  await expect(none.build()).rejects.toMatchObject({ code: "BUILD_TOOL" });
  const catalog = await startBuildCatalog({ a: "a" }, recipe, workflow);
  const ran = await catalog.build("--no-sandbox");
  expect(ran.reported.some(line => line.includes("add-mask"))).toBe(true);
  expect(ran.reported.filter(line => /^\s*::/.test(line))).toEqual([]);
  const { predicate } = JSON.parse(ran.read("foo-1.0.0.provenance.json"));
  expect(predicate.runDetails).toMatchObject({
    builder: { id: "https://github.com/acme/catalog#none" },
    metadata: { invocationId: "https://github.com/acme/catalog/actions/runs/7" },
  });
});
