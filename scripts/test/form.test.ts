import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { FORM_LABELS, type FormField } from "../model/publish/form.ts";
import {
  atHour,
  BOT,
  checkEvent,
  mergePull,
  OCTOCAT,
  runAs,
  STRANGER,
  type StartedCatalog,
  startCatalog,
} from "./github/catalog.ts";
import { startPak } from "./pak.ts";
import { makeFolder, makeRepository, writeFiles } from "./repository.ts";
import { TOOL } from "./world.ts";

interface FormDocument {
  readonly body: readonly { id?: string; attributes: { label?: string; render?: string } }[];
}

function readForm(name: string): FormDocument {
  return parse(readFileSync(join(TOOL, `.github/ISSUE_TEMPLATE/${name}.yml`), "utf8")) as FormDocument;
}

/** The text that GitHub makes of a form: what is filled in by ids, as an address does it. */
function fillIn(name: string, values: Readonly<Record<string, string>>): string {
  return readForm(name)
    .body.flatMap(({ id, attributes: { label, render } }) => {
      if (id === undefined) return [];
      const value = values[id];
      const text = value === undefined ? "_No response_" : value;
      return [`### ${label}\n\n${render && value ? `\`\`\`${render}\n${text}\n\`\`\`` : text}\n`];
    })
    .join("\n");
}

/** Runs the workflow `form` on an issue, in a checkout of main. */
async function runForm(
  { standIn, bare }: StartedCatalog,
  number: number,
  author: typeof OCTOCAT,
  body: string,
) {
  if (!standIn.issues.some(issue => issue.number === number))
    standIn.issues.push({ number, author: author.login });
  const runner = makeRepository();
  runner.git("remote", "add", "origin", `${standIn.url}/catalog/pak.git`);
  runner.git("pull", "--quiet", bare, "main");
  const folder = makeFolder();
  const user = { id: author.id, login: author.login };
  const issue = { number, body, user, state: "open", updated_at: "2026-11-21T12:00:00Z" };
  writeFiles(folder, { "event.json": JSON.stringify({ action: "opened", issue }) });
  return startPak(runner.root, ["publish", "--issue"], {
    GITHUB_ACTIONS: "true",
    GITHUB_EVENT_PATH: join(folder, "event.json"),
    GITHUB_REPOSITORY: "catalog/pak",
    GITHUB_API_URL: `${standIn.url}/api`,
    GITHUB_TOKEN: BOT.token,
    ...atHour(1),
  });
}

/** Runs the workflow `validate` on the branch that was made of an issue. */
async function validate({ standIn, bare }: StartedCatalog, issue: number) {
  const runner = makeRepository();
  runner.git("pull", "--quiet", bare, "main");
  runner.git("fetch", "--quiet", bare, `issue/${issue}`);
  return checkEvent(standIn, runner.root, "FETCH_HEAD", { ref: `refs/heads/issue/${issue}` }, 1);
}

test("the forms have the fields that pak reads", () => {
  const fields = readForm("publish").body.flatMap(({ id, attributes }) =>
    id ? [[id, attributes.label]] : [],
  );
  expect(Object.fromEntries(fields)).toEqual(FORM_LABELS);
  const change = readForm("recover").body.find(({ id }) => id === "change");
  expect(change?.attributes.label).toBe(FORM_LABELS.change);
});

test("a form filled in by hand becomes a pull request of its author's, and nobody else's", async () => {
  const started = await startCatalog();
  const { standIn, bare } = started;
  standIn.makeRepository("octocat", "less.js");
  const values: Partial<Record<FormField, string>> = {
    name: "less",
    endpoint: "octocat/less.js",
    email: "o@example.org",
    description: "Style sheets",
    override: "{ 'octocat/less.js': { '*': { license: 'MIT' } } }",
  };
  const incomplete = await runForm(
    started,
    7,
    OCTOCAT,
    fillIn("publish", { name: "less", email: "o@example.org" }),
  );
  expect(incomplete).toMatchObject({ status: 0, stdout: "refused: FORM_USAGE\n" });
  expect(standIn.comments).toMatchObject([{ issue: 7, body: expect.stringContaining("edits the issue") }]);
  expect(standIn.pulls).toEqual([]);

  const body = fillIn("publish", values);
  expect(await runForm(started, 7, OCTOCAT, body)).toMatchObject({
    status: 0,
    stdout: `opened: ${standIn.url}/catalog/pak/pull/1\n`,
  });
  expect(standIn.pulls).toMatchObject([
    { author: BOT.login, head: "catalog:issue/7", title: "Publish less" },
  ]);
  expect(standIn.pulls[0]!.body).toContain("Closes #7.");
  expect(standIn.comments[0]!.body).toContain(`${standIn.url}/catalog/pak/pull/1`);
  expect(standIn.started).toEqual(["validate.yml issue/7"]);
  expect(await validate(started, 7)).toEqual({ status: 0, codes: [] });
  expect((await runForm(started, 7, OCTOCAT, body)).stdout).toContain("unchanged");
  mergePull(started, 1);
  const show = (path: string) =>
    JSON.parse(execFileSync("git", ["-C", bare, "show", `main:${path}`]).toString());
  expect(show("catalog/le/less.json").owners).toEqual([
    { email: "o@example.org", github: { login: "octocat", id: OCTOCAT.id } },
  ]);
  expect(show("overrides/less.json")).toEqual({ "octocat/less.js": { "*": { license: "MIT" } } });

  const nothing = fillIn("publish", { name: "less" });
  expect((await runForm(started, 8, STRANGER, nothing)).stdout).toBe("refused: FORM_UNCHANGED\n");
  const change = fillIn("publish", { name: "less", description: "Better words" });
  expect((await runForm(started, 8, STRANGER, change)).stdout).toBe("refused: OWNER_NOT_OWNER\n");
  expect((await runForm(started, 9, OCTOCAT, change)).stdout).toContain("opened");
  expect(await validate(started, 9)).toEqual({ status: 0, codes: [] });
  expect(standIn.strays).toEqual([]);
});

test("without a token, the address that pak prints carries the signed commit, which becomes the same commit", async () => {
  const started = await startCatalog();
  const { standIn, bare } = started;
  const nobody = {};
  const publish = async (...words: string[]) => {
    const ran = await runAs(started, nobody, [
      "publish",
      "my-jq",
      "@jquery",
      "o@example.org",
      ...words,
      "--json",
    ]);
    const told = JSON.parse(ran.stdout) as { commit: string; form: { address: string; file?: string } };
    const { pathname, searchParams } = new URL(told.form.address);
    expect([ran.status, pathname]).toEqual([0, "/catalog/pak/issues/new"]);
    const { template, title, ...values } = Object.fromEntries(searchParams);
    return { ...told, template, title, values };
  };
  const first = await publish();
  expect([first.template, first.title]).toEqual(["publish.yml", "Publish my-jq"]);
  const sent = await runForm(started, 3, STRANGER, fillIn("publish", first.values));
  expect(sent.stdout).toBe(`opened: ${standIn.url}/catalog/pak/pull/1\n`);
  const tip = () => execFileSync("git", ["-C", bare, "rev-parse", "issue/3"]).toString().trim();
  expect(tip()).toBe(first.commit);
  expect(await validate(started, 3)).toEqual({ status: 0, codes: [] });
  mergePull(started, 1);

  // The owner's key signed it: whoever carries it, it is the owner's, and nobody can alter it on the way.
  const words = ["fetch", "--quiet", bare, "main:refs/remotes/origin/main"];
  execFileSync("git", words, { cwd: started.clone });
  const second = await publish("--description", "Another name");
  const altered = second.values.change!.replaceAll("Another name", "Another shame");
  const refused = await runForm(
    started,
    4,
    STRANGER,
    fillIn("publish", { ...second.values, change: altered }),
  );
  expect(refused.stdout).toBe("refused: FORM_CHANGE\n");
  expect((await runForm(started, 4, STRANGER, fillIn("publish", second.values))).stdout).toContain("opened");
  expect(await validate(started, 4)).toEqual({ status: 0, codes: [] });
  expect(standIn.strays).toEqual([]);
});
