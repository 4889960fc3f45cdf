import { expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles } from "../../test/catalog.ts";
import { makeRepository } from "../../test/repository.ts";
import { leavePending } from "./pending.ts";

const ARTIFACT = { sha256: "a".repeat(64), size: 1, oci: `ghcr.io/acme/built@sha256:${"a".repeat(64)}` };
const candidate = (name: string, version = "1.0.0") => ({ name, release: aRelease(version) });

test("what waits in a pull request is not built again", () => {
  const { root, commit } = makeRepository();
  const revision = commit(
    catalogFiles(
      { entry: anEntry({ name: "waiting" }), releases: [aRelease("1.0.0", { artifact: ARTIFACT })] },
      { entry: anEntry({ name: "plain" }), releases: [aRelease("1.0.0")] },
      { entry: anEntry({ name: "newer" }), releases: [aRelease("1.0.0", { artifact: ARTIFACT })] },
    ),
  );
  const candidates = [
    candidate("waiting"),
    candidate("plain"),
    candidate("newer", "1.1.0"),
    candidate("other"),
  ];
  const left = leavePending(root, revision, candidates);
  expect(left.map(({ name }) => name)).toEqual(["plain", "newer", "other"]);
  expect(leavePending(root, revision, [])).toEqual([]);
  expect(() => leavePending(root, "nothing", candidates)).toThrow(expect.objectContaining({ code: "GIT" }));
});

test("a file there that can't be read tells nothing", () => {
  const { root, commit } = makeRepository();
  const revision = commit({ "catalog/releases/wa/waiting.json": "{" });
  expect(leavePending(root, revision, [candidate("waiting")])).toHaveLength(1);
});
