import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readAction, runStep } from "./action.ts";
import {
  atHour,
  checkPull,
  makeHome,
  OCTOCAT,
  PASSPHRASE,
  runAs,
  STRANGER,
  startCatalog,
} from "./github/catalog.ts";
import { makeFolder, writeFiles } from "./repository.ts";
import { startUpstream } from "./upstream.ts";
import { TOOL } from "./world.ts";

const NAMES = readdirSync(join(TOOL, ".github/actions"));

test.each(NAMES)("%s hands everything over by the environment, and nothing by a script", name => {
  const { runs } = readAction(name);
  expect(runs.using).toBe("composite");
  for (const { run, shell } of runs.steps) {
    expect(shell).toBe("bash");
    expect(run).not.toContain("${{");
  }
});

test.each([
  ["publish", ["token", "key", "passphrase"]],
  ["install", ["package"]],
  ["build", ["package"]],
])("%s can't do without %j", (name, inputs) => {
  const required = Object.entries(readAction(name).inputs).filter(([, input]) => input.required);
  expect(required.map(([input]) => input)).toEqual(inputs);
});

test("a workflow installs a package of the catalog into a folder of its workspace", async () => {
  const { url, environment } = await startUpstream({
    bootstrap: { versions: { "5.3.8": { dependencies: { popper: "^2" } }, "4.0.0": {} } },
    popper: { versions: { "2.11.8": {} } },
  });
  const action = readAction("install");
  const step = action.runs.steps.at(-1)!;
  const workspace = makeFolder();
  // The name of the catalog comes from the input alone.
  const { PAK_CATALOG: _, ...known } = environment;
  const given = { ...known, PACKAGE: "bootstrap#^5", REPO: url, TARGET: "site/web" };
  const ran = await runStep(action, step, workspace, given);
  expect(ran).toMatchObject({ status: 0, stderr: "" });
  expect(readFileSync(join(workspace, "site/web/paks/bootstrap/dist/bootstrap.js"), "utf8")).toContain(
    "5.3.8",
  );
  expect(readdirSync(join(workspace, "site/web/paks"))).toEqual([".installed.json", "bootstrap", "popper"]);
  const hostile = await runStep(action, step, workspace, { ...given, PACKAGE: '"; touch hit; echo "' });
  expect([hostile.status, readdirSync(workspace)]).toEqual([2, ["site"]]);
});

test("a repository's release workflow publishes its pak.json to the catalog, as its owner", async () => {
  const started = await startCatalog();
  const { standIn } = started;
  standIn.makeRepository("octocat", "less.js");
  // The owner has published something before, and put the key into a secret.
  const home = makeHome();
  await runAs({ ...started, home }, OCTOCAT, ["publish", "my-jq", "@jquery", "o@example.org"]);
  const [key = ""] = readdirSync(join(home, "keys"));
  const folder = makeFolder();
  const manifest = { name: "less", description: "Style sheets", repository: "octocat/less.js" };
  writeFiles(folder, { "pak.json": JSON.stringify({ ...manifest, author: "O <o@example.org>" }) });
  const action = readAction("publish");
  const step = action.runs.steps.at(-1)!;
  const environment = {
    CATALOG: `${standIn.url}/catalog/pak.git`,
    FOLDER: ".",
    GITHUB_API_URL: `${standIn.url}/api`,
    GITHUB_ACTIONS: "true",
    CI: "1",
    ...atHour(1),
    GITHUB_TOKEN: OCTOCAT.token,
    PAK_OWNER_KEY: readFileSync(join(home, "keys", key), "utf8"),
    PAK_OWNER_PASSPHRASE: PASSPHRASE,
  };
  const ran = await runStep(action, step, folder, environment);
  expect(ran).toMatchObject({ status: 0, stdout: `opened: ${standIn.url}/catalog/pak/pull/2\n` });
  expect(ran.stdout + ran.stderr).not.toMatch(/canary|PRIVATE/);
  expect(await checkPull(started, 2, OCTOCAT)).toEqual({ status: 0, codes: [] });
  expect((await checkPull(started, 2, STRANGER)).codes).toEqual(["OWNER_NO_ENDPOINT_PROOF"]);
  // A secret of another name is empty, and a key made in its place would end with the runner.
  const none = await runStep(action, step, folder, { ...environment, PAK_OWNER_KEY: "" });
  expect([none.status, none.stderr]).toEqual([4, expect.stringContaining("PAK_OWNER_KEY is empty")]);
  const wrong = await runStep(action, step, folder, {
    ...environment,
    PAK_OWNER_PASSPHRASE: "something else",
  });
  expect([wrong.status, wrong.stderr]).toEqual([4, expect.stringContaining("PASSPHRASE")]);
});
