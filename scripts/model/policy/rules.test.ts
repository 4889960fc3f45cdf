import { expect, test } from "vitest";
import { checkWorkflow } from "./rules.ts";

const SHA = "1".repeat(40);
const job = (fields: object) => ({
  on: "push",
  permissions: {},
  jobs: { j: { "runs-on": "ubuntu-24.04", steps: [], ...fields } },
});
const codesOf = (document: object) => checkWorkflow(document as never).map(found => found.code);

test.each<[object, string[]]>([
  [
    job({ steps: [{ uses: "actions/checkout@v4", with: { "persist-credentials": false } }] }),
    ["unpinned-uses"],
  ],
  [job({ steps: [{ uses: `a/b@${SHA}` }, { uses: "./.github/actions/x" }] }), []],
  [job({ secrets: "inherit", uses: `a/b/.github/workflows/x.yml@${SHA}` }), ["secrets-inherit"]],
  [job({ permissions: "write-all" }), ["excessive-permissions"]],
  [job({ "runs-on": ["self-hosted", "linux"] }), ["self-hosted-runner"]],
  [job({ container: "node:24" }), ["unpinned-images"]],
  [job({ if: "github.actor == 'dependabot[bot]'" }), ["bot-conditions"]],
  [job({ environment: "signing", steps: [{ run: "x", env: { K: "${{ secrets.K }}" } }] }), []],
  [{ ...job({}), on: "workflow_run" }, ["dangerous-triggers"]],
  [{ ...job({}), permissions: { contents: "write" } }, ["excessive-permissions"]],
])("%j: %j", (document, codes) => {
  expect(codesOf(document)).toEqual(codes);
});
