import { finding } from "../finding.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { eachStep, type Job, listTexts, type PolicyRule } from "./workflow.ts";

const unpinnedUses: PolicyRule = ({ jobs }) => {
  const uses = [...jobs.map(job => job.body.uses), ...jobs.flatMap(job => job.steps.map(step => step.uses))];
  return uses
    .filter(
      text =>
        typeof text === "string" &&
        !text.startsWith("./") &&
        !/@(?:[0-9a-f]{40}|sha256:[0-9a-f]{64})$/.test(text),
    )
    .map(text =>
      finding("unpinned-uses", `${text} can change under us`, {
        expected: "a full commit id",
        fix: "pin it, with the version in a comment",
      }),
    );
};

const unpinnedImages: PolicyRule = ({ jobs }) =>
  jobs
    .flatMap(listContainers)
    .flatMap(({ image }) =>
      typeof image === "string" && !/@sha256:[0-9a-f]{64}$/.test(image)
        ? [finding("unpinned-images", `the image ${image} can change under us`)]
        : [],
    );

const containerCredentials: PolicyRule = ({ jobs }) =>
  jobs.flatMap(listContainers).flatMap(({ credentials }) => {
    const password = isJsonObject(credentials) ? credentials.password : undefined;
    const isWritten = typeof password === "string" && !password.includes("${{");
    return isWritten ? [finding("hardcoded-container-credentials", "a password stands in the workflow")] : [];
  });

/** The container that a job runs in, and those of its services. */
function listContainers({ body: { container, services } }: Job): JsonObject[] {
  const all = [container, ...(isJsonObject(services) ? Object.values(services) : [])];
  return all.flatMap(one => (isJsonObject(one) ? [one] : typeof one === "string" ? [{ image: one }] : []));
}

const insecureCommands: PolicyRule = ({ document }) =>
  /"ACTIONS_ALLOW_UNSECURE_COMMANDS":\s*(?:true|"true")/i.test(JSON.stringify(document))
    ? [finding("insecure-commands", "old workflow commands are allowed again")]
    : [];

/** Whoever writes the environment of later steps, writes their programs. */
const environmentFile: PolicyRule = ({ triggers, jobs }) => {
  const isExposed = ["pull_request_target", "workflow_run", "issue_comment"].some(trigger =>
    triggers.has(trigger),
  );
  return eachStep(jobs, step =>
    isExposed && typeof step.run === "string" && /GITHUB_(?:ENV|PATH)/.test(step.run)
      ? [finding("github-env", "a stranger's words reach the environment of later steps")]
      : [],
  );
};

const selfHosted: PolicyRule = ({ jobs }) =>
  jobs
    .filter(job => listTexts(job.body["runs-on"]).includes("self-hosted"))
    .map(job => finding("self-hosted-runner", `the job ${job.name} leaves things behind for the next`));

/** An actor's name can be another's: the one who pushed last. */
const botConditions: PolicyRule = ({ jobs }) =>
  [...jobs.map(job => job.body.if), ...jobs.flatMap(job => job.steps.map(step => step.if))]
    .filter(
      condition =>
        typeof condition === "string" &&
        /github\.actor\s*==\s*['"][^'"]*\[bot\]|\[bot\]['"]\s*==\s*github\.actor/.test(condition),
    )
    .map(() => finding("bot-conditions", "a condition trusts the name of who pushed last"));

/** Rules about what a runner is handed: actions, images, environments. */
export const runnerRules: readonly PolicyRule[] = [
  unpinnedUses,
  unpinnedImages,
  containerCredentials,
  insecureCommands,
  environmentFile,
  selfHosted,
  botConditions,
];
