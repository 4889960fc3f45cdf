import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
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
import { awaitEnd } from "./pak.ts";
import { makeFolder, writeFiles } from "./repository.ts";
import { TOOL } from "./world.ts";

const FOLDER = join(TOOL, ".github/actions/publish");

interface Action {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean; readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

interface Step {
  readonly run: string;
  readonly shell: string;
  readonly env?: Readonly<Record<string, string>>;
}

const action = parse(readFileSync(join(FOLDER, "action.yml"), "utf8")) as Action;

/** Runs a step's script as the runner does; the expressions of its `env` are filled in. */
function runStep({ run }: Step, folder: string, environment: Record<string, string>) {
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", run], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: makeFolder(), GITHUB_ACTION_PATH: FOLDER, ...environment },
  });
  return awaitEnd(child);
}

test("the action hands every secret over by the environment, and none by a script", () => {
  expect(action.runs.using).toBe("composite");
  for (const { run, shell } of action.runs.steps) {
    expect(shell).toBe("bash");
    expect(run).not.toContain("${{");
  }
  const required = Object.entries(action.inputs).filter(([, input]) => input.required);
  expect(required.map(([name]) => name)).toEqual(["token", "key", "passphrase"]);
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
  expect(Object.keys(step.env ?? {}).every(name => name in environment)).toBe(true);
  const ran = await runStep(step, folder, environment);
  expect(ran).toMatchObject({ status: 0, stdout: `opened: ${standIn.url}/catalog/pak/pull/2\n` });
  expect(ran.stdout + ran.stderr).not.toMatch(/canary|PRIVATE/);
  expect(await checkPull(started, 2, OCTOCAT)).toEqual({ status: 0, codes: [] });
  expect((await checkPull(started, 2, STRANGER)).codes).toEqual(["OWNER_NO_ENDPOINT_PROOF"]);
  // A secret of another name is empty, and a key made in its place would end with the runner.
  const none = await runStep(step, folder, { ...environment, PAK_OWNER_KEY: "" });
  expect([none.status, none.stderr]).toEqual([4, expect.stringContaining("PAK_OWNER_KEY is empty")]);
  const wrong = await runStep(step, folder, { ...environment, PAK_OWNER_PASSPHRASE: "something else" });
  expect([wrong.status, wrong.stderr]).toEqual([4, expect.stringContaining("PASSPHRASE")]);
});
