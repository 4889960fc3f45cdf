import { expect, test } from "vitest";
import { startGitHub } from "../../test/github/server.ts";
import { makeFolder } from "../../test/repository.ts";
import { openAsker } from "./asker.ts";

const OCTOCAT = { login: "octocat", id: 583231, token: "octocat-token" };
const less = {
  $schema: "",
  name: "less",
  description: "x",
  endpoint: "https://github.com/octocat/less.js.git",
};

test("without an author only an alias needs no proof", async () => {
  const asker = openAsker({ root: makeFolder(), environment: {}, fetch });
  expect(asker.author).toBeUndefined();
  expect(await asker.provesEndpoint({ ...less, endpoint: "@jquery" })).toBe(true);
  expect(await asker.provesEndpoint(less)).toBe(false);
});

test("an author's upstream is looked at with the workflow's token", async () => {
  const standIn = await startGitHub([OCTOCAT]);
  standIn.makeRepository("octocat", "less.js");
  const environment = { GITHUB_API_URL: `${standIn.url}/api`, GITHUB_TOKEN: OCTOCAT.token };
  const asker = openAsker({ root: makeFolder(), environment, fetch, author: OCTOCAT });
  expect(asker.author).toBe(OCTOCAT.id);
  expect(await asker.provesEndpoint(less)).toBe(true);
  expect(standIn.strays).toEqual([]);
});
