import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { describePullRequest, readPullRequest } from "./event.ts";

function read(event: string) {
  const folder = makeFolder();
  writeFiles(folder, { "event.json": event });
  return readPullRequest({ GITHUB_ACTIONS: "true", GITHUB_EVENT_PATH: join(folder, "event.json") });
}

test("labels and membership come from the event", () => {
  const pull_request = { labels: [{ name: "similarity-reviewed" }], author_association: "MEMBER" };
  const label = { name: "similarity-reviewed" };
  const readAt = (action: string, fields: object = {}) =>
    read(JSON.stringify({ action, pull_request, ...fields }));
  expect(readAt("labeled", { label })).toEqual({
    labels: ["similarity-reviewed"],
    isMaintainer: true,
    isBot: false,
  });
  // A label was put on an earlier commit, or by nobody who looked again.
  for (const action of ["synchronize", "reopened", "unlabeled"])
    expect(readAt(action, { label }).labels).toEqual([]);
  expect(readAt("labeled", { label: { name: "size/S" } }).labels).toEqual([]);
  expect(read('{"pull_request":{"author_association":"CONTRIBUTOR"}}').isMaintainer).toBe(false);
});

test("a branch of the catalog itself that an issue was made into has the issue's author, and no member's rights", () => {
  const side = (id: number | null, ref: string) => ({ repo: id === null ? null : { id }, ref });
  const pull = (head: object) => ({
    user: { id: 1, login: "github-actions[bot]" },
    author_association: "MEMBER",
    head,
    base: side(7, "main"),
  });
  expect(describePullRequest(pull(side(7, "issue/12")))).toEqual({
    labels: [],
    issue: 12,
    isMaintainer: false,
    isBot: false,
  });
  for (const head of [side(8, "issue/12"), side(null, "issue/12"), side(7, "issue/0"), side(7, "issue/12/x")])
    expect(describePullRequest(pull(head)).issue).toBeUndefined();
  expect(describePullRequest({ head: { ref: "issue/12" }, base: {} }).issue).toBeUndefined();
  expect(read(JSON.stringify({ ref: "refs/heads/issue/12" }))).toMatchObject({
    issue: 12,
    isMaintainer: false,
    isBot: false,
  });
  expect(read(JSON.stringify({ ref: "refs/heads/main" })).issue).toBeUndefined();
});

test("without an event nobody is a maintainer", () => {
  expect(readPullRequest({ GITHUB_EVENT_PATH: "/etc/passwd" })).toEqual({
    labels: [],
    isMaintainer: false,
    isBot: false,
  });
  expect(read("{")).toEqual({ labels: [], isMaintainer: false, isBot: false });
});

test("a branch of the catalog's own jobs holds releases; a fork's of that name is its author's", () => {
  const repo = { id: 7 };
  const pull = (branch: string, of: { id: number }) =>
    read(JSON.stringify({ pull_request: { head: { ref: branch, repo: of }, base: { ref: "main", repo } } }));
  expect([pull("refresh", repo).isBot, pull("release", repo).isBot]).toEqual([true, true]);
  expect([pull("refresh", { id: 8 }).isBot, pull("publish/x", repo).isBot]).toEqual([false, false]);
  expect(read('{"ref":"refs/heads/refresh"}').isBot).toBe(true);
  expect(read('{"ref":"refs/heads/main"}').isBot).toBe(false);
});
