import { expect, test } from "vitest";
import { startGitHub } from "../../test/github/server.ts";
import { openGitHub } from "./api.ts";
import { fetchCommenter, keepComment } from "./comment.ts";

const BOT = { login: "github-actions[bot]", id: 41898282, token: "workflows-token" };
const STRANGER = { login: "stranger", id: 9, token: "strangers-token" };
const MARKER = "<!-- pak-check -->";

async function start() {
  const standIn = await startGitHub([BOT, STRANGER]);
  standIn.makeRepository("stranger", "pak");
  const environment = { GITHUB_API_URL: `${standIn.url}/api` };
  const github = openGitHub({ fetch, environment, token: BOT.token });
  const keep = (text: string) =>
    keepComment({ github, path: "/repos/stranger/pak", number: 7, login: BOT.login, marker: MARKER, text });
  return { standIn, github, keep };
}

test("a comment is posted once, then updated, and left alone when it says the same", async () => {
  const { standIn, keep } = await start();
  expect(await keep(`${MARKER}\none`)).toBe("posted");
  standIn.comments[0]!.body = `${MARKER}\r\none\r\n`;
  expect(await keep(`${MARKER}\none`)).toBe("unchanged");
  expect(await keep(`${MARKER}\ntwo`)).toBe("updated");
  expect(standIn.comments).toEqual([{ id: 1, issue: 7, author: BOT.login, body: `${MARKER}\ntwo` }]);
  expect(standIn.strays).toEqual([]);
});

test("it is found on a later page, and another's comment is never taken for it", async () => {
  const { standIn, keep } = await start();
  const add = (author: string, body: string) =>
    standIn.comments.push({ id: standIn.comments.length + 1, issue: 7, author, body });
  add(STRANGER.login, `${MARKER}\nall is well`);
  add(BOT.login, `something else, then ${MARKER}`);
  for (let at = 0; at < 130; at += 1) add(STRANGER.login, "me too");
  add(BOT.login, `${MARKER}\none`);
  expect(await keep(`${MARKER}\ntwo`)).toBe("updated");
  expect(standIn.comments.filter(({ body }) => body.endsWith("two")).map(({ id }) => id)).toEqual([133]);
  expect(standIn.asked.filter(asked => asked.startsWith("GET"))).toHaveLength(5);
});

test("who comments is the workflow's account, elsewhere the token's", async () => {
  const { standIn } = await start();
  const environment = { GITHUB_API_URL: `${standIn.url}/api` };
  const github = openGitHub({ fetch, environment, token: STRANGER.token });
  expect(await fetchCommenter(github, { GITHUB_ACTIONS: "true" })).toBe(BOT.login);
  expect(await fetchCommenter(github, {})).toBe("stranger");
});

test("a repository that is not there is an error with a way out", async () => {
  const { github } = await start();
  const kept = { github, path: "/repos/stranger/none", number: 7, login: "x", marker: MARKER, text: "" };
  await expect(keepComment(kept)).rejects.toMatchObject({ code: "TOKEN", fix: expect.any(String) });
});
