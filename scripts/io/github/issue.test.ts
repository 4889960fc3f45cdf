import { join } from "node:path";
import { expect, test } from "vitest";
import { startGitHub } from "../../test/github/server.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { openGitHub } from "./api.ts";
import { fetchIssueAuthor, issueBranch, parseIssueBranch, readIssue, startValidation } from "./issue.ts";

const OCTOCAT = { login: "octocat", id: 583231, token: "octocat-token" };
const CATALOG = { login: "catalog", id: 70142, members: [] };
const PATH = "/repos/catalog/pak";

const ISSUE = {
  number: 7,
  body: "### Name\r\n\r\nless",
  user: { login: "octocat", id: 583231, type: "User" },
  state: "open",
  updated_at: "2026-11-21T12:00:00Z",
};

function read(event: string) {
  const folder = makeFolder();
  writeFiles(folder, { "event.json": event });
  return readIssue({ GITHUB_EVENT_PATH: join(folder, "event.json") });
}

test("an open issue is its number, its text, its author and when it was edited", () => {
  const issue = {
    number: 7,
    body: "### Name\r\n\r\nless",
    author: { login: "octocat", id: 583231 },
    updated: new Date("2026-11-21T12:00:00Z"),
  };
  expect(read(JSON.stringify({ action: "edited", issue: ISSUE }))).toEqual(issue);
  expect(read(JSON.stringify({ issue: { ...ISSUE, body: null } }))).toEqual({ ...issue, body: "" });
});

test.each<[string, unknown]>([
  ["a closed issue", { issue: { ...ISSUE, state: "closed" } }],
  ["an issue without a state", { issue: { ...ISSUE, state: undefined } }],
  ["a pull request's issue", { issue: { ...ISSUE, pull_request: { url: "https://example.org" } } }],
  ["an issue of nobody", { issue: { ...ISSUE, user: null } }],
  ["an author without a number", { issue: { ...ISSUE, user: { login: "octocat" } } }],
  ["an author whose number is text", { issue: { ...ISSUE, user: { login: "octocat", id: "583231" } } }],
  ["an author without a name", { issue: { ...ISSUE, user: { id: 583231 } } }],
  ["an issue without a number", { issue: { ...ISSUE, number: undefined } }],
  ["an issue whose number is text", { issue: { ...ISSUE, number: "7" } }],
  ["an issue whose number is none", { issue: { ...ISSUE, number: 7.5 } }],
  ["an issue without a date", { issue: { ...ISSUE, updated_at: undefined } }],
  ["an issue whose date is none", { issue: { ...ISSUE, updated_at: "yesterday" } }],
  ["an event without an issue", { pull_request: { number: 7 } }],
  ["an issue that is null", { issue: null }],
  ["an issue that is a text", { issue: "7" }],
  ["an event that is null", null],
  ["an event that is a list", [ISSUE]],
])("%s is none to work on", (_, event) => {
  expect(() => read(JSON.stringify(event))).toThrow(
    expect.objectContaining({ code: "USAGE", fix: expect.any(String) }),
  );
});

test("outside a workflow there is no issue; an event that can't be read is another error", () => {
  for (const environment of [{}, { GITHUB_EVENT_PATH: "" }])
    expect(() => readIssue(environment)).toThrow(expect.objectContaining({ code: "USAGE" }));
  const unread = {
    code: "READ",
    message: expect.stringContaining("json can't be read"),
    fix: expect.any(String),
  };
  for (const text of ["", "{", JSON.stringify({ issue: ISSUE }).slice(0, -1)])
    expect(() => read(text)).toThrow(expect.objectContaining(unread));
  const GITHUB_EVENT_PATH = join(makeFolder(), "none.json");
  expect(() => readIssue({ GITHUB_EVENT_PATH })).toThrow(expect.objectContaining(unread));
});

test("a branch tells the issue that it was made of", () => {
  for (const number of [1, 7, 10, 1_234_567_890]) expect(parseIssueBranch(issueBranch(number))).toBe(number);
});

test.each([
  "",
  "main",
  "issue/",
  "issue/0",
  "issue/07",
  "issue/-7",
  "issue/+7",
  "issue/7.0",
  "issue/7e1",
  "issue/0x7",
  "issue/٧",
  "issue/7/x",
  "issue/7\n",
  "issue/ 7",
  "Issue/7",
  "my-issue/7",
  "x/issue/7",
  "refs/heads/issue/7",
  "issue/12345678901",
])("the branch %j was made of none", branch => expect(parseIssueBranch(branch)).toBeUndefined());

async function start() {
  const standIn = await startGitHub([OCTOCAT, CATALOG]);
  standIn.makeRepository("catalog", "pak");
  standIn.issues.push({ number: 7, author: "octocat" }, { number: 8, author: "catalog" });
  const environment = { GITHUB_API_URL: `${standIn.url}/api` };
  return { standIn, github: openGitHub({ fetch, environment, token: OCTOCAT.token }) };
}

test("GitHub says who opened an issue, and nobody for one that is not there", async () => {
  const { standIn, github } = await start();
  expect(await fetchIssueAuthor(github, PATH, 7)).toEqual({ login: "octocat", id: 583231 });
  expect(await fetchIssueAuthor(github, PATH, 8)).toEqual({ login: "catalog", id: 70142 });
  expect(await fetchIssueAuthor(github, PATH, 9)).toBeUndefined();
  expect(await fetchIssueAuthor(github, "/repos/catalog/none", 7)).toBeUndefined();
  expect(standIn.asked[0]).toBe(`GET ${PATH}/issues/7`);
  expect(standIn.strays).toEqual([]);
});

test("an answer without an account, or of another status, is nobody's", async () => {
  const fetchFrom = (status: number, body: unknown) =>
    fetchIssueAuthor({ ask: async () => ({ status, body }) }, PATH, 7);
  for (const body of [undefined, null, {}, { user: null }, { user: { login: "octocat" } }, "octocat"])
    expect(await fetchFrom(200, body)).toBeUndefined();
  expect(await fetchFrom(200, ISSUE)).toEqual({ login: "octocat", id: 583231 });
  expect(await fetchFrom(410, ISSUE)).toBeUndefined();
});

test("the workflow validate is started on the branch, or an error says what the job lacks", async () => {
  const { standIn, github } = await start();
  await startValidation(github, PATH, "issue/7");
  expect(standIn.started).toEqual(["validate.yml issue/7"]);
  expect(standIn.asked).toEqual([`POST ${PATH}/actions/workflows/validate.yml/dispatches`]);
  await expect(startValidation(github, "/repos/catalog/none", "issue/7")).rejects.toMatchObject({
    code: "TOKEN",
    message: expect.stringContaining("404"),
    fix: expect.stringContaining("actions: write"),
  });
  expect(standIn.started).toHaveLength(1);
  expect(standIn.strays).toEqual([]);
});
