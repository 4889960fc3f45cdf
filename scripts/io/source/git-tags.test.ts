import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startGitHost } from "../../test/git-host.ts";
import { fetchTags } from "./git-tags.ts";

const PAUSES = { retries: 0, leastWait: 1, mostWait: 1 };

test("lists tags with the commits they name, and asks for nothing else", async () => {
  const host = await startGitHost();
  const { repository } = host;
  const commit = repository.commit({ "a.c": "1" });
  repository.git("tag", "plain");
  repository.git("tag", "--annotate", "--message=One", "v1.0.0");
  repository.git("tag", "__proto__");
  host.publish();
  const asked: string[] = [];
  const seeing: typeof fetch = (input, init) => {
    asked.push(`${init?.method} ${new URL(String(input)).pathname}`);
    return fetch(input, init);
  };
  const tags = await fetchTags(host.endpoint, { fetch: seeing, replace: host.replace }, PAUSES);
  expect([...tags].sort()).toEqual([
    ["__proto__", commit],
    ["plain", commit],
    ["v1.0.0", commit],
  ]);
  expect(asked).toEqual(["GET /acme/foo.git/info/refs", "POST /acme/foo.git/git-upload-pack"]);
});

test("a repository without tags has none; one that is not there is told", async () => {
  const host = await startGitHost();
  const means = { fetch, replace: host.replace };
  expect([...(await fetchTags(host.endpoint, means, PAUSES))]).toEqual([]);
  await expect(fetchTags("https://github.com/acme/bar.git", means, PAUSES)).rejects.toMatchObject({
    code: "SOURCE_FETCH",
  });
});

/** A git server that answers with a list of its own, as protocol 2 does. */
async function startLister(list: () => Iterable<string>) {
  const line = (text: string) => `${(Buffer.byteLength(text) + 4).toString(16).padStart(4, "0")}${text}`;
  const server = createServer((request, response) => {
    if (request.method === "GET") {
      if (request.url?.startsWith("/renamed/")) {
        response.writeHead(301, { location: "/acme/foo.git/info/refs?service=git-upload-pack" }).end();
        return;
      }
      response.end(
        `${line("# service=git-upload-pack\n")}0000${line("version 2\n")}${line("ls-refs\n")}0000`,
      );
      return;
    }
    request.resume().on("end", () => response.end(`${[...list()].map(line).join("")}0000`));
  });
  await new Promise<void>(done => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const replace = { "https://github.com/": `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
  return (endpoint: string) => fetchTags(endpoint, { fetch, replace }, PAUSES);
}

test("a list without end is given up", async () => {
  const ask = await startLister(function* () {
    for (let at = 0; at < 500_000; at += 1) yield `${"a".repeat(40)} refs/tags/v${at}\n`;
  });
  await expect(ask("https://github.com/acme/foo.git")).rejects.toMatchObject({ code: "TOO_MANY_REFS" });
});

test("a redirect is not followed but told", async () => {
  const ask = await startLister(() => []);
  await expect(ask("https://github.com/renamed/foo.git")).rejects.toMatchObject({
    code: "REPO_REDIRECTED",
    message: /renamed\/foo\.git is at http:\/\/127\.0\.0\.1:\d+\/acme\/foo\.git now$/,
  });
});
