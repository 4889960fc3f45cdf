import { expect, test } from "vitest";
import { aSubject, renderSteps } from "../test/subject.ts";
import { npm } from "./npm.ts";

const FETCH = "--ignore-scripts --no-audit --no-fund --git=git";
const PACK = "pack: npm pack --ignore-scripts --pack-destination=/out";

const planOf = (manifest: unknown, files: Record<string, string> = {}, fields = {}) =>
  npm.plan(aSubject({ "package.json": JSON.stringify(manifest), ...files }, fields));

test.each<[string, unknown, Record<string, string>, string[]]>([
  ["nothing but files", {}, {}, [`fetch: npm install ${FETCH}`, PACK]],
  [
    "a lock file and scripts",
    { scripts: { build: "tsc", test: "vitest" } },
    { "package-lock.json": "{}" },
    [`fetch: npm ci ${FETCH}`, "build: npm run build", "test: npm test", PACK],
  ],
  ["a shrinkwrap", {}, { "npm-shrinkwrap.json": "{}" }, [`fetch: npm ci ${FETCH}`, PACK]],
  [
    "what npm init writes",
    { scripts: { test: 'echo "Error: no test specified" && exit 1' } },
    {},
    [`fetch: npm install ${FETCH}`, PACK],
  ],
  ["a manifest that is none", [], {}, [`fetch: npm install ${FETCH}`, PACK]],
])("a package of %s", async (_, manifest, files, steps) => {
  expect(renderSteps(await planOf(manifest, files))).toEqual(steps);
});

test("only fetching knows registries, which count more than the project's own", async () => {
  const readRegistries = async () => ({
    registry: "https://r.example/",
    scopes: { "@own": "https://o.example/" },
  });
  const plan = await planOf({ scripts: { build: "x" } }, {}, { readRegistries });
  expect(plan.steps[0]!.environment).toMatchObject({
    npm_config_registry: "https://r.example/",
    "npm_config_@own:registry": "https://o.example/",
  });
  for (const { environment } of plan.steps.slice(1))
    expect(Object.keys(environment!)).toEqual(["npm_config_update_notifier"]);
  expect(plan.output).toEqual({ place: "output", archive: "*.tgz", files: [] });
});

test.each([
  ["git+https://example.org/x.git", true],
  ["owner/repo", true],
  ["github:owner/repo", true],
  ["^1.0.0", false],
  ["npm:other@1", false],
])("a dependency on %s needs git: %s", async (text, expected) => {
  const { tools } = await planOf({ devDependencies: { x: text } });
  expect(tools.some(({ name }) => name === "git")).toBe(expected);
});

test("a recipe replaces the scripts, not what fetches and packs", async () => {
  const recipe = { steps: [["node", "b.js"]], test: [], files: ["dist/**"] } as const;
  const plan = await planOf({ scripts: { build: "x", test: "y" } }, {}, { recipe });
  expect(renderSteps(plan)).toEqual([`fetch: npm install ${FETCH}`, "build: node b.js", PACK]);
  expect(plan.output.files).toEqual(["dist/**"]);
});
