import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anEntry, catalogFiles, settingsFile } from "../test/catalog.ts";
import { makeFolder, makeRepository, writeFiles } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import { check } from "./check.ts";
import type { World } from "./command.ts";
import { GLOBAL_FLAGS } from "./table.ts";

function makeCatalog() {
  const repository = makeRepository();
  repository.commit({ ...settingsFile(), ...catalogFiles({ entry: anEntry({ name: "jquery" }) }) });
  return repository;
}

async function run(root: string, typed: string, environment: World["environment"] = {}) {
  const world = aWorld({ root, environment });
  const exit = await check.run(world, parseArguments(check, GLOBAL_FLAGS, typed.split(" ").filter(Boolean)));
  return { exit, out: world.printed.join("\n"), err: world.reported };
}

test("--fix puts what can be read into form, tells which, and checks the rest", async () => {
  const { root } = makeCatalog();
  writeFiles(root, {
    "catalog/le/less.json": JSON.stringify(anEntry({ name: "less" })),
    "catalog/br/broken.json": "{",
  });
  const { exit, err } = await run(root, "--fix");
  expect(exit).toBe(1);
  expect(err[0]).toBe("put into form: catalog/le/less.json");
  expect(err[1]).toContain("catalog/br/broken.json:1:2 error JSON_SYNTAX");
  expect(err.at(-1)).toBe("2 packages checked, 1 finding");
  expect(readFileSync(join(root, "catalog/le/less.json"), "utf8")).toMatch(/^\{\n {2}"\$schema"/);
  expect(readFileSync(join(root, "catalog/br/broken.json"), "utf8")).toBe("{");
});

test("--json gives one document, and nothing for people", async () => {
  const { root } = makeCatalog();
  writeFiles(root, catalogFiles({ entry: anEntry({ name: "less", endpoint: "@nowhere" }) }));
  const { exit, out, err } = await run(root, "--json");
  expect([exit, err]).toEqual([1, []]);
  expect(JSON.parse(out)).toMatchObject({
    checked: 2,
    findings: [{ code: "ALIAS_TARGET_MISSING", file: "catalog/le/less.json" }],
  });
});

test("--base looks at the change alone, and believes GitHub on who made it", async () => {
  const { root, commit } = makeCatalog();
  const [base, home] = [commit({ "catalog/br/broken.json": "{" }), makeFolder()];
  commit(catalogFiles({ entry: anEntry({ name: "less" }) }, { entry: anEntry({ name: "react" }) }));
  expect((await run(root, `--base ${base}`)).err[0]).toContain("TREE_MULTIPLE_NAMES");
  writeFiles(home, { "event.json": JSON.stringify({ pull_request: { author_association: "MEMBER" } }) });
  const environment = { GITHUB_ACTIONS: "true", GITHUB_EVENT_PATH: join(home, "event.json") };
  for (const ran of [
    await run(root, `--base ${base} --maintainer`),
    await run(root, `--base ${base}`, environment),
  ])
    expect(ran).toMatchObject({ exit: 0, err: ["2 packages checked, all is well"] });
});

test.each([
  "--head HEAD",
  "--maintainer",
  "--bot",
  "--fix --base HEAD",
  "--comment",
  "--pull --base HEAD",
  "--pull --fix",
  "--pull --maintainer",
])("%s is refused", async typed => {
  await expect(run(makeCatalog().root, typed)).rejects.toMatchObject({ code: "USAGE" });
});

test("--pull asks for the repository, --comment for a token", async () => {
  const { root } = makeCatalog();
  await expect(run(root, "--pull")).rejects.toMatchObject({ code: "USAGE", fix: expect.any(String) });
  await expect(run(root, "--pull --comment")).rejects.toMatchObject({ code: "TOKEN" });
});

test.each([
  ["first", [true, false]],
  ["last", [false, true]],
])(
  "--pull: a bug in the %s pull request keeps no other from being checked, and ends the run",
  async (_, bugs) => {
    const { root } = makeCatalog();
    const pulls = bugs.map((_, at) => ({ number: at + 1, head: { sha: `${at}`.repeat(40) } }));
    const times = bugs.values();
    const world = aWorld({
      root,
      environment: { GITHUB_REPOSITORY: "catalog/pak" },
      fetch: async () => Response.json(pulls),
      now() {
        if (times.next().value) throw new TypeError("nobody\n::thought of it");
        return new Date();
      },
    });
    const typed = parseArguments(check, GLOBAL_FLAGS, ["--pull"]);
    await expect(check.run(world, typed)).rejects.toThrow(TypeError);
    const told = world.reported.map(line =>
      /^pull request (\d) at \d{40} could not be checked: (.*)$/.exec(line),
    );
    // There is no origin to fetch the other from, which is no bug.
    const why = bugs.map(isBug =>
      isBug ? "nobody ::thought of it" : expect.stringContaining("could not be fetched"),
    );
    expect(told.slice(0, 2).map(line => line?.slice(1))).toEqual([
      ["1", why[0]],
      ["2", why[1]],
    ]);
  },
);
