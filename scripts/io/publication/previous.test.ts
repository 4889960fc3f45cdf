import { expect, test } from "vitest";
import { makeFolder, makeRepository, type Repository } from "../../test/repository.ts";
import { NOON } from "../../test/world.ts";
import { readTrust } from "../trust/trust.ts";
import { openPublishedBranch, readPrevious } from "./previous.ts";
import { buildTrustFiles } from "./trust-files.ts";

async function makeTrustFiles() {
  const trust = await readTrust({ root: makeFolder(), catalog: "test", environment: {}, now: NOON });
  const order = { catalog: "test", commit: "a".repeat(40), prefix: 0, bins: {}, previous: undefined };
  const { files } = await buildTrustFiles({ ...order, trust, now: NOON });
  return { files: new Map(files), root: trust.current };
}

const readFrom = (files: ReadonlyMap<string, string>) => (path: string) =>
  files.has(path) ? Buffer.from(files.get(path)!) : undefined;

test("head and index are read byte for byte, with the signatures that the root accepts", async () => {
  const { files, root } = await makeTrustFiles();
  files.set(`trust/head/1.json.${"0".repeat(40)}.asc`, "a stranger's");
  const { head, index } = readPrevious(readFrom(files), "test", root)!;
  expect(head.document.index.version).toBe(index.document.version);
  expect([head.text, index.text]).toEqual([files.get("trust/head/1.json"), files.get("trust/index/1.json")]);
  const [key] = root.roles.head.fprs;
  expect([...head.signatures]).toEqual([[key, files.get(`trust/head/1.json.${key}.asc`)]]);
});

test("another catalog's publication, and one of which a file is missing, is none", async () => {
  const { files, root } = await makeTrustFiles();
  expect(readPrevious(readFrom(files), "other", root)).toBeUndefined();
  for (const gone of ["trust/latest", "trust/head/1.json", "trust/index/1.json"]) {
    const rest = new Map([...files].filter(([path]) => path !== gone));
    expect(readPrevious(readFrom(rest), "test", root), gone).toBeUndefined();
  }
});

test("what is no JSON counts as missing", async () => {
  const { files, root } = await makeTrustFiles();
  expect(
    readPrevious(readFrom(new Map([...files, ["trust/head/1.json", "{"]])), "test", root),
  ).toBeUndefined();
});

function commitLatest(repository: Repository, version: string, branch: string): void {
  const commit = repository.commit({ "trust/latest": version });
  repository.git("update-ref", branch, commit);
}

test("the branch that was fetched goes before the local one", () => {
  const repository = makeRepository();
  expect(openPublishedBranch(repository.root)).toBeUndefined();
  const readLatest = () =>
    Buffer.from(openPublishedBranch(repository.root)!("trust/latest")!).toString("utf8");
  commitLatest(repository, "1\n", "refs/heads/published");
  expect(readLatest()).toBe("1\n");
  commitLatest(repository, "2\n", "refs/remotes/origin/published");
  expect(readLatest()).toBe("2\n");
  expect(openPublishedBranch(repository.root)!("trust/head/1.json")).toBeUndefined();
});
