import { hash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { GitPin } from "../../model/install/selection.ts";
import { type GitHost, startGitHost } from "../../test/git-host.ts";
import { startRegistry } from "../../test/registry.ts";
import { makeFolder } from "../../test/repository.ts";
import { fetchGitSource } from "./git-source.ts";

const FILES = { "README.md": "# Foo\n", "src/foo.c": "int foo;\r\n" };

async function fetchInto({ endpoint, replace }: GitHost, pin: GitPin, fetch = globalThis.fetch) {
  const folder = makeFolder();
  const got = await fetchGitSource({ endpoint, pin }, folder, { fetch, replace });
  return { folder, got };
}

function listPaths(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(item => item.isFile())
    .map(item => join(item.parentPath, item.name).slice(folder.length + 1))
    .sort();
}

function listOwnTemporary(): string[] {
  return readdirSync(tmpdir()).filter(name => name.startsWith("pak-source-"));
}

describe("fetchGitSource", () => {
  test("writes the commit's files byte for byte and tells their digest", async () => {
    const host = await startGitHost();
    host.repository.commit({ "old.c": "gone\n" });
    host.repository.git("config", "core.safecrlf", "false");
    const attributes = "*.md text eol=crlf\n*.c export-ignore\n";
    host.repository.commit({ ...FILES, ".gitattributes": attributes, "old.c": undefined });
    host.repository.git("update-index", "--chmod=+x", "src/foo.c");
    host.repository.git("commit", "--quiet", "--message=Run");
    const pin = host.release("v1.0.0");
    const { folder, got } = await fetchInto(host, pin);
    expect(listPaths(folder)).toEqual([".gitattributes", "README.md", "src/foo.c"]);
    expect(readFileSync(join(folder, "README.md"), "utf8")).toBe("# Foo\n");
    expect(readFileSync(join(folder, "src/foo.c"), "utf8")).toBe("int foo;\r\n");
    expect(statSync(join(folder, "src/foo.c")).mode & 0o777).toBe(0o755);
    expect(statSync(join(folder, "README.md")).mode & 0o777).toBe(0o644);
    const lines = listPaths(folder).map(
      path => `${hash("sha256", readFileSync(join(folder, path)))}  ${path}\n`,
    );
    const tree = `h1:${hash("sha256", lines.join(""), "base64")}`;
    expect(got.tree).toBe(tree);
    expect(Math.abs(got.committed.getTime() - Date.now())).toBeLessThan(3_600_000);
    expect((await fetchInto(host, { ...pin, tree })).got).toEqual(got);
  });

  test("an annotated tag is the commit that it names, also through another tag", async () => {
    const host = await startGitHost();
    const commit = host.repository.commit(FILES);
    host.repository.git("tag", "--annotate", "--message=One", "inner");
    host.repository.git("config", "advice.nestedTag", "false");
    host.repository.git("tag", "--annotate", "--message=Two", "outer", "inner");
    host.publish();
    const { got } = await fetchInto(host, { tag: "outer", commit });
    expect(got).toMatchObject({ tree: expect.stringMatching(/^h1:/) });
  });

  test("a repository whose default branch is missing is told as that", async () => {
    const host = await startGitHost();
    host.repository.commit(FILES);
    const pin = host.release("v1");
    host.repository.git(
      "--git-dir",
      host.github.folderOf("acme/foo"),
      "symbolic-ref",
      "HEAD",
      "refs/heads/gone",
    );
    await expect(fetchInto(host, pin)).rejects.toMatchObject({
      code: "SOURCE_FETCH",
      message: expect.stringMatching(/has no default branch/),
    });
  });

  test("a tag that was moved is refused before a file is written", async () => {
    const host = await startGitHost();
    host.repository.commit(FILES);
    const pin = host.release("v1");
    host.repository.commit({ "evil.c": "1" });
    const { commit } = host.release("v1");
    const folder = makeFolder();
    const means = { fetch, replace: host.replace };
    await expect(fetchGitSource({ ...host, pin }, folder, means)).rejects.toMatchObject({
      code: "SOURCE_DIGEST",
      message: `the tag v1 of ${host.endpoint} was moved: it names the commit ${commit} now`,
    });
    expect(listPaths(folder)).toEqual([]);
  });

  test("a tag of something else than a commit is refused", async () => {
    const host = await startGitHost();
    const commit = host.repository.commit(FILES);
    host.repository.git("tag", "v1", "HEAD:README.md");
    host.publish();
    await expect(fetchInto(host, { tag: "v1", commit })).rejects.toMatchObject({
      code: "SOURCE_DIGEST",
      message: expect.stringMatching(/no commit any more/),
    });
  });

  test("a tag that is gone, and a repository without any", async () => {
    const host = await startGitHost();
    const pin = { tag: "v1", commit: "0".repeat(40) };
    const gone = { code: "SOURCE_FETCH", message: `${host.endpoint} has no tag v1 any more` };
    await expect(fetchInto(host, pin)).rejects.toMatchObject(gone);
    host.repository.commit(FILES);
    host.release("v10");
    await expect(fetchInto(host, pin)).rejects.toMatchObject(gone);
  });

  test("files with another digest than the recorded one are refused", async () => {
    const host = await startGitHost();
    host.repository.commit(FILES);
    const pin = { ...host.release("v1"), tree: `h1:${"A".repeat(43)}=` };
    await expect(fetchInto(host, pin)).rejects.toMatchObject({
      code: "SOURCE_DIGEST",
      message: expect.stringMatching(/files/),
    });
  });

  test("a link is refused", async () => {
    const host = await startGitHost();
    host.repository.commit(FILES);
    const target = host.repository.git("rev-parse", "HEAD:README.md");
    host.repository.git("update-index", "--add", "--cacheinfo", `120000,${target},link`);
    host.repository.git("commit", "--quiet", "--message=Link");
    await expect(fetchInto(host, host.release("v1"))).rejects.toMatchObject({ code: "ARCHIVE_LINK" });
  });

  test("a submodule is left out, as git archive does", async () => {
    const host = await startGitHost();
    const commit = host.repository.commit(FILES);
    host.repository.git("update-index", "--add", "--cacheinfo", `160000,${commit},vendored`);
    host.repository.git("commit", "--quiet", "--message=Submodule");
    const { folder } = await fetchInto(host, host.release("v1"));
    expect(listPaths(folder)).toEqual(Object.keys(FILES).sort());
  });

  test("a repository that is gone or private", async () => {
    const host = await startGitHost();
    const pin = { tag: "v1", commit: "0".repeat(40) };
    const lost = { ...host, endpoint: "https://github.com/acme/nothing.git" };
    await expect(fetchInto(lost, pin)).rejects.toMatchObject({
      code: "SOURCE_FETCH",
      message: expect.stringMatching(/404/),
    });
    const closed = await startRegistry({
      "acme/foo.git/info/refs?service=git-upload-pack": (_, response) =>
        response.writeHead(401, { "www-authenticate": "Basic" }).end(),
    });
    const replace = { "https://github.com/": closed.address };
    await expect(fetchInto({ ...host, replace }, pin)).rejects.toMatchObject({
      code: "SOURCE_FETCH",
      message: expect.stringMatching(/keeps it private/),
    });
    expect(closed.log).toHaveLength(1);
  });

  test.each([
    ["a page", "<html>welcome</html>"],
    ["nothing", ""],
    ["half of an answer", "001e# service=git-upload-pack\n000000"],
    [
      "a ref that is its own value",
      `001e# service=git-upload-pack\n0000${line("refs/tags/v1 refs/tags/v1\0shallow")}0000`,
    ],
    ["a ref that is no id", `001e# service=git-upload-pack\n0000${line("ref: refs/tags/v1\0shallow")}0000`],
  ])("a server that answers with %s", async (_, body) => {
    const server = await startRegistry({
      "acme/foo.git/info/refs?service=git-upload-pack": (_request, response) =>
        response.setHeader("content-type", "application/x-git-upload-pack-advertisement").end(body),
    });
    const host = { ...(await startGitHost()), replace: { "https://github.com/": server.address } };
    const pin = { tag: "v1", commit: "0".repeat(40) };
    await expect(fetchInto(host, pin)).rejects.toMatchObject({ code: "SOURCE_FETCH" });
  });

  test("no temporary folder stays", async () => {
    const before = listOwnTemporary();
    const host = await startGitHost();
    host.repository.commit(FILES);
    const pin = host.release("v1");
    await fetchInto(host, pin);
    await expect(fetchInto(host, { ...pin, commit: "0".repeat(40) })).rejects.toThrow();
    expect(listOwnTemporary().filter(name => !before.includes(name))).toEqual([]);
  });
});

function line(text: string): string {
  return (Buffer.byteLength(text) + 4).toString(16).padStart(4, "0") + text;
}
