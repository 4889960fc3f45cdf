import { type Finding, finding } from "../finding.ts";
import { isJsonObject, type Json } from "../json.ts";
import { runnerRules } from "./runner-rules.ts";
import { actionOf, eachStep, inputsOf, listTexts, type PolicyRule, readWorkflow } from "./workflow.ts";

/** Events that run with the base's secrets on a stranger's words. */
const dangerousTriggers: PolicyRule = ({ triggers }) =>
  ["pull_request_target", "workflow_run"]
    .filter(trigger => triggers.has(trigger))
    .map(trigger =>
      finding("dangerous-triggers", `${trigger} runs with secrets on a stranger's change`, {
        fix: "use pull_request",
      }),
    );

/** Text from an event inside a script is a script. */
const templateInjection: PolicyRule = ({ jobs }) =>
  eachStep(jobs, step =>
    typeof step.run === "string" && step.run.includes("${{")
      ? [
          finding("template-injection", "an expression stands inside run", {
            fix: "hand it over through env and quote the variable",
          }),
        ]
      : [],
  );

/** A token can do only what a job says. */
const excessivePermissions: PolicyRule = ({ document, jobs }) => {
  const isBroad = (permissions: Json | undefined) =>
    permissions === "write-all" || permissions === "read-all";
  const isTopRight =
    isJsonObject(document.permissions) && !Object.values(document.permissions).includes("write");
  const top = isTopRight
    ? []
    : [
        finding("excessive-permissions", "the workflow's token can do too much", {
          expected: "permissions: {} at the top",
          fix: "give each job what it needs",
        }),
      ];
  const broad = jobs.filter(job => isBroad(job.body.permissions));
  return [
    ...top,
    ...broad.map(job => finding("excessive-permissions", `the token of the job ${job.name} can do too much`)),
  ];
};

/** A checkout leaves its token in the folder. */
const artipacked: PolicyRule = ({ jobs }) =>
  eachStep(jobs, step => {
    const isKept = actionOf(step) === "actions/checkout" && inputsOf(step)["persist-credentials"] !== false;
    return isKept
      ? [
          finding("artipacked", "the checkout leaves its token on the disk", {
            fix: "persist-credentials: false",
          }),
        ]
      : [];
  });

/** Who releases takes nothing that another run left. */
const cachePoisoning: PolicyRule = ({ document, triggers, jobs }) => {
  const push = isJsonObject(document.on) && isJsonObject(document.on.push) ? document.on.push : {};
  const isRelease =
    triggers.has("release") ||
    push.tags !== undefined ||
    jobs.some(job => /release|publish|deploy/i.test(job.name));
  if (!isRelease) return [];
  return eachStep(jobs, step => {
    const action = actionOf(step) ?? "";
    const hasCache =
      action.startsWith("actions/cache") ||
      (action.startsWith("actions/setup-") && inputsOf(step).cache !== undefined);
    return hasCache
      ? [
          finding("cache-poisoning", "a releasing workflow restores a cache", {
            fix: "build without a cache",
          }),
        ]
      : [];
  });
};

/** A change from outside never runs where it could write. */
const thirdPartyBuild: PolicyRule = ({ document, triggers, jobs }) => {
  if (![...triggers].some(trigger => trigger.startsWith("pull_request"))) return [];
  return jobs.flatMap(job => {
    const permissions = job.body.permissions ?? document.permissions;
    const canWrite = isJsonObject(permissions)
      ? Object.values(permissions).includes("write")
      : permissions === "write-all";
    const runs = job.steps.some(step => step.run !== undefined);
    return canWrite && runs
      ? [
          finding(
            "policy-third-party-build-no-write",
            `the job ${job.name} builds a stranger's change with a token that writes`,
            { fix: "write in another job, from checked data" },
          ),
        ]
      : [];
  });
};

const overprovisionedSecrets: PolicyRule = ({ document }) =>
  listTexts(document).some(text => /\$\{\{[^}]*toJSON\(\s*secrets\s*\)/i.test(text))
    ? [
        finding("overprovisioned-secrets", "all secrets are handed over at once", {
          fix: "name the one that is needed",
        }),
      ]
    : [];

const secretsInherit: PolicyRule = ({ jobs }) =>
  jobs
    .filter(job => job.body.secrets === "inherit")
    .map(job =>
      finding("secrets-inherit", `the job ${job.name} hands every secret on`, {
        fix: "name the one that is needed",
      }),
    );

/** What a comment approved may not be what runs a second later. */
const commentCheckout: PolicyRule = ({ triggers, jobs }) => {
  if (!triggers.has("issue_comment")) return [];
  return eachStep(jobs, step =>
    actionOf(step) === "actions/checkout" && inputsOf(step).ref !== undefined
      ? [
          finding(
            "policy-comment-trigger-checkout",
            "a comment starts a checkout of what may have changed since",
            { fix: "bind the approval to a commit" },
          ),
        ]
      : [],
  );
};

/** A secret lies in an environment that people protect. */
const secretsOutsideEnvironment: PolicyRule = ({ jobs }) =>
  jobs.flatMap(job => {
    const names = listTexts(job.body).flatMap(text =>
      [...text.matchAll(/\bsecrets\.(\w+)/g)].map(([, name]) => name),
    );
    const hasSecret = names.some(name => name !== "GITHUB_TOKEN");
    return hasSecret && job.body.environment === undefined
      ? [
          finding(
            "secrets-outside-env",
            `the job ${job.name} reads a secret without a protected environment`,
            { fix: "environment: NAME" },
          ),
        ]
      : [];
  });

/** Every rule of the policy: a new one is a function above and a line here. */
export const policyRules: readonly PolicyRule[] = [
  dangerousTriggers,
  templateInjection,
  excessivePermissions,
  artipacked,
  cachePoisoning,
  thirdPartyBuild,
  overprovisionedSecrets,
  secretsInherit,
  commentCheckout,
  secretsOutsideEnvironment,
  ...runnerRules,
];

/** Checks a parsed workflow by the project's policy. */
export function checkWorkflow(document: Json): Finding[] {
  const workflow = readWorkflow(document);
  return policyRules.flatMap(rule => rule(workflow));
}
