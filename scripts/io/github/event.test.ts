import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readPullRequest } from "./event.ts";

function read(event: string) {
  const folder = makeFolder();
  writeFiles(folder, { "event.json": event });
  return readPullRequest({ GITHUB_ACTIONS: "true", GITHUB_EVENT_PATH: join(folder, "event.json") });
}

test("labels and membership come from the event", () => {
  const event = { pull_request: { labels: [{ name: "similarity-reviewed" }], author_association: "MEMBER" } };
  expect(read(JSON.stringify(event))).toEqual({ labels: ["similarity-reviewed"], isMaintainer: true });
  expect(read('{"pull_request":{"author_association":"CONTRIBUTOR"}}').isMaintainer).toBe(false);
});

test("without an event nobody is a maintainer", () => {
  expect(readPullRequest({ GITHUB_EVENT_PATH: "/etc/passwd" })).toEqual({ labels: [], isMaintainer: false });
  expect(read("{")).toEqual({ labels: [], isMaintainer: false });
});
