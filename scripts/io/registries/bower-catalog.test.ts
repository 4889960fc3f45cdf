import { describe, expect, test } from "vitest";
import { startGitHost } from "../../test/git-host.ts";
import { type Answer, startRegistry } from "../../test/registry.ts";
import { locateInBower } from "./bower-catalog.ts";

const QUICK = { retries: 2, leastWait: 1, mostWait: 5, timeout: 5_000 };

async function openBower(packages: Readonly<Record<string, Answer>>, replace: Record<string, string> = {}) {
  const answers = Object.entries(packages).map(([name, answer]) => [`packages/${name}`, answer] as const);
  const { address, log } = await startRegistry(Object.fromEntries(answers));
  return { address, log, locate: (name: string) => locateInBower(name, address, { fetch, replace }, QUICK) };
}

test("tags that are versions are releases, whichever way the registry spells the address", async () => {
  const host = await startGitHost();
  const first = host.repository.commit({ "a.js": "1" });
  for (const tag of ["v1.0.0", "nightly", "v1", "other/2.0.0"]) host.repository.git("tag", tag);
  const second = host.repository.commit({ "a.js": "2" });
  host.repository.git("tag", "--annotate", "--message=Two", "1.10.0");
  host.repository.git("tag", "v1.9.0-beta.1");
  host.publish();
  const { locate } = await openBower(
    {
      foo: { name: "foo", url: "git://github.com/acme/foo.git" },
      bar: { name: "bar", url: "https://github.com/acme/foo" },
    },
    host.replace,
  );
  const found = await locate("foo");
  expect(found).toEqual({
    name: "foo",
    hops: [],
    catalog: "bower",
    document: {
      $schema: "",
      name: "foo",
      entry: { name: "foo", description: "", endpoint: host.endpoint },
      releases: [
        { version: "1.10.0", published: "", tag: "1.10.0", commit: second },
        { version: "1.9.0-beta.1", published: "", tag: "v1.9.0-beta.1", commit: second },
        { version: "1.0.0", published: "", tag: "v1.0.0", commit: first },
      ],
    },
  });
  expect((await locate("bar"))?.document.releases).toEqual(found?.document.releases);
});

test("what the registry does not know, or can't be a name, is nothing", async () => {
  const { log, locate } = await openBower({});
  expect([await locate("nothing"), await locate("../packages/x")]).toEqual([undefined, undefined]);
  expect(log).toEqual(["packages/nothing"]);
});

describe("refused", () => {
  test.each<[string, Answer]>([
    ["a page", "<html>"],
    ["a list", "[]"],
    ["no address", { name: "a" }],
    ["a transport that runs a program", { url: "ext::sh -c x" }],
    ["a place on this computer", { url: "file:///etc" }],
    ["an address without encryption", { url: "http://github.com/acme/foo.git" }],
    ["npm's registry", { url: "@npm:foo" }],
    ["another alias", { url: "@bower:foo" }],
  ])("%s", async (_, answer) => {
    const { locate } = await openBower({ a: answer });
    await expect(locate("a")).rejects.toMatchObject({
      code: "SOURCE_FETCH",
      message: expect.stringContaining("names no https address of a git repository for a"),
    });
  });

  test.each<[string, Answer, string]>([
    ["a registry that fails", (_, response) => response.writeHead(500).end(), "NETWORK"],
    ["an endless answer", (_, response) => response.end("x".repeat(100_000)), "TOO_LARGE"],
  ])("%s", async (_, answer, code) => {
    const { locate } = await openBower({ a: answer });
    await expect(locate("a")).rejects.toMatchObject({ code });
  });

  test("a registry that is down is asked again, and named with what can be done", async () => {
    const { address, log, locate } = await openBower({ a: (_, response) => response.writeHead(503).end() });
    await expect(locate("a")).rejects.toMatchObject({
      code: "NETWORK",
      message: `the Bower registry ${address} gave no answer: it answered 503`,
      fix: "check the address and the network, or try again later",
    });
    expect(log).toHaveLength(3);
  });

  test("a registry that sends elsewhere is not followed", async () => {
    const { log, locate } = await openBower({
      a: (_, response) => response.writeHead(302, { location: "/packages/b" }).end(),
      b: { url: "https://github.com/acme/foo.git" },
    });
    await expect(locate("a")).rejects.toMatchObject({
      code: "NETWORK",
      message: expect.stringMatching(/answered 302 for a$/),
    });
    expect(log).toEqual(["packages/a"]);
  });

  test.each<[string, Answer]>([
    ["that is gone", (_, response) => response.writeHead(404).end()],
    ["whose host answers with a page", "<html>"],
    ["whose host answers with nothing", ""],
  ])("a repository %s", async (_, answer) => {
    const host = await startRegistry({ "acme/foo.git/info/refs?service=git-upload-pack": answer });
    const { locate } = await openBower(
      { a: { url: "https://github.com/acme/foo.git" } },
      { "https://github.com/": host.address },
    );
    await expect(locate("a")).rejects.toMatchObject({ code: "SOURCE_FETCH" });
  });
});
