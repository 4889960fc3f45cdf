import { expect, test } from "vitest";
import { makeRepository } from "../../test/repository.ts";
import { listSignedCommits, splitCommit } from "./commits.ts";

const SIGNATURE = "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n";
const PARENT = "1".repeat(40);
const HEADERS = [
  `tree ${"2".repeat(40)}`,
  `parent ${PARENT}`,
  "author A <a@b> 1 +0000",
  "committer A <a@b> 1 +0000",
];

test("a signed commit is the signature and what it was made over", () => {
  const signed = [...HEADERS, `gpgsig ${SIGNATURE.trimEnd().replaceAll("\n", "\n ")}`, "", "Message", ""];
  const split = splitCommit(Buffer.from(signed.join("\n")))!;
  expect(split.signature).toBe(SIGNATURE);
  expect(Buffer.from(split.payload).toString()).toBe([...HEADERS, "", "Message", ""].join("\n"));
  expect(split.parent).toBe(PARENT);
});

test("a commit without a signature, and one that only speaks of one, is not signed", () => {
  const speaks = [...HEADERS, "", "Message", `gpgsig ${SIGNATURE}`];
  expect(splitCommit(Buffer.from(speaks.join("\n")))).toBeUndefined();
  const repository = makeRepository();
  const base = repository.commit({ a: "1" });
  const head = repository.commit({ a: "2" });
  expect(listSignedCommits(repository.root, base, head)).toEqual([]);
});
