import { expect, test } from "vitest";
import type { Json } from "../json.ts";
import { runnerRules } from "./runner-rules.ts";
import { readWorkflow } from "./workflow.ts";

const DIGEST = `sha256:${"1".repeat(64)}`;

function codesOf(document: Json): string[] {
  const workflow = readWorkflow(document);
  return runnerRules.flatMap(rule => rule(workflow)).map(found => found.code);
}

const job = (fields: Record<string, Json>): Json => ({ on: "push", jobs: { j: fields } });
const step = (fields: Record<string, Json>): Json => job({ steps: [fields] });

test("what a runner fetches is pinned by its bytes", () => {
  expect(codesOf(step({ uses: `docker://alpine@${DIGEST}` }))).toEqual([]);
  expect(codesOf(step({ uses: "docker://alpine:3" }))).toEqual(["unpinned-uses"]);
  expect(codesOf(step({ uses: `a/b@${"1".repeat(39)}` }))).toEqual(["unpinned-uses"]);
  expect(codesOf(job({ uses: "a/b/.github/workflows/x.yml@main" }))).toEqual(["unpinned-uses"]);
  expect(codesOf(job({ container: { image: `node@${DIGEST}` } }))).toEqual([]);
  expect(codesOf(job({ container: { image: "node:24" } }))).toEqual(["unpinned-images"]);
  expect(codesOf(job({ container: "node:24@sha256:" }))).toEqual(["unpinned-images"]);
  expect(codesOf(job({ services: { db: { image: "postgres:17" } } }))).toEqual(["unpinned-images"]);
});

test("a password comes from a secret, not from the workflow", () => {
  const login = (password: string) =>
    job({ container: { image: `node@${DIGEST}`, credentials: { username: "u", password } } });
  expect(codesOf(login("${{ secrets.REGISTRY }}"))).toEqual([]);
  expect(codesOf(login("hunter2"))).toEqual(["hardcoded-container-credentials"]);
  const service = { image: `postgres@${DIGEST}`, credentials: { username: "u", password: "hunter2" } };
  expect(codesOf(job({ services: { db: service } }))).toEqual(["hardcoded-container-credentials"]);
});

test("the environment of later steps is closed to strangers, and old commands to all", () => {
  const steps = [{ run: 'echo "A=$TITLE" >> "$GITHUB_ENV"' }];
  expect(codesOf({ on: "push", jobs: { j: { steps } } })).toEqual([]);
  expect(codesOf({ on: "issue_comment", jobs: { j: { steps } } })).toEqual(["github-env"]);
  expect(codesOf(step({ env: { ACTIONS_ALLOW_UNSECURE_COMMANDS: "true" } }))).toEqual(["insecure-commands"]);
  expect(codesOf(step({ env: { ACTIONS_ALLOW_UNSECURE_COMMANDS: false } }))).toEqual([]);
});

test("a runner that stays and a condition on a name are found in jobs and steps", () => {
  expect(codesOf(job({ "runs-on": { group: "big", labels: ["self-hosted"] } }))).toEqual([
    "self-hosted-runner",
  ]);
  expect(codesOf(step({ if: 'github.actor == "renovate[bot]"' }))).toEqual(["bot-conditions"]);
  expect(codesOf(step({ if: "'dependabot[bot]' == github.actor" }))).toEqual(["bot-conditions"]);
  expect(codesOf(step({ if: "github.event.sender.id == 49699333" }))).toEqual([]);
});
