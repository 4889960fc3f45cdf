import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { hasGpg, makeKeyring } from "../../test/gpg.ts";
import { makeRepository } from "../../test/repository.ts";

import { makeKey, openKey } from "../trust/signatures.ts";
import { commitFiles } from "./commit-files.ts";

// gpg takes no key from the future.
const THEN = new Date("2026-11-01T00:00:00Z");
const made = await makeKey({ name: "Owner", email: "o@example.org", now: THEN });
const key = await openKey(made.privateKey);
const signer = {
  name: "Owner",
  email: "o@example.org",
  now: THEN,
  sign: (payload: Uint8Array) => key.sign(payload, THEN),
};

const files = (texts: Record<string, string>) =>
  new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]));

test("only the named files change, in new folders and old; nothing but the commit comes to be", async () => {
  const repository = makeRepository();
  const parent = repository.commit({
    "catalog/le/less.json": "1",
    "catalog/le/left.json": "1",
    "README.md": "1",
  });
  const order = {
    root: repository.root,
    parent,
    files: files({ "catalog/le/less.json": "2", "catalog/jq/jquery.json": "2", "ünï.txt": "2" }),
    message: "Publish less\n\nWith a body.\n",
    signer,
  };
  const commit = await commitFiles(order);
  expect(await commitFiles(order)).toBe(commit);
  expect(
    repository.git("diff-tree", "-r", "-z", "--name-status", parent, commit).split("\0").slice(0, -1),
  ).toEqual(["A", "catalog/jq/jquery.json", "M", "catalog/le/less.json", "A", "ünï.txt"]);
  expect(repository.git("show", `${commit}:catalog/le/left.json`)).toBe("1");
  expect(repository.git("fsck", "--strict", "--no-dangling", commit)).toBe("");
  expect(repository.git("rev-parse", "HEAD")).toBe(parent);
  expect(repository.git("status", "--porcelain")).toBe("");
});

test.skipIf(!hasGpg)("stock git and gpg verify it", async () => {
  const keyring = makeKeyring();
  keyring.run(["--import"], made.publicKey);
  const repository = makeRepository();
  const parent = repository.commit({ a: "1" });
  const commit = await commitFiles({
    root: repository.root,
    parent,
    files: files({ b: "ü" }),
    message: "Grüße\n",
    signer,
  });
  const verified = execFileSync("git", ["verify-commit", "--raw", commit], {
    cwd: repository.root,
    env: { PATH: process.env.PATH, HOME: repository.root, GNUPGHOME: keyring.home },
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
  });
  expect(verified).toBe("");
  expect(repository.git("log", "-1", "--format=%an <%ae> %s", commit)).toBe("Owner <o@example.org> Grüße");
});
