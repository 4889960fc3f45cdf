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

const sign = (headers: readonly string[], signature: string) =>
  Buffer.from(
    [...headers, `gpgsig ${signature.trimEnd().replaceAll("\n", "\n ")}`, "", "Message", ""].join("\n"),
  );

test("a signed commit is the signature and what it was made over", () => {
  const split = splitCommit(sign(HEADERS, SIGNATURE))!;
  expect(split.signature).toBe(SIGNATURE);
  expect(Buffer.from(split.payload).toString()).toBe([...HEADERS, "", "Message", ""].join("\n"));
  expect(split.parent).toBe(PARENT);
});

test("of a merge the first parent counts", () => {
  const headers = [HEADERS[0]!, HEADERS[1]!, `parent ${"3".repeat(40)}`, ...HEADERS.slice(2)];
  expect(splitCommit(sign(headers, SIGNATURE))!.parent).toBe(PARENT);
});

test("what was not signed names no parent", () => {
  const forged = SIGNATURE.replace("\n\n", `\nComment: x\rparent ${PARENT}\r\n\n`);
  const first = HEADERS.filter(header => !header.startsWith("parent"));
  for (const unsigned of [forged, forged.replaceAll("\r", "\u2028")])
    expect(splitCommit(sign(first, unsigned))).not.toHaveProperty("parent");
  expect(splitCommit(sign(HEADERS, forged.replaceAll(PARENT, "4".repeat(40))))!.parent).toBe(PARENT);
  // Nor does what was signed as a message or as another header.
  const elsewhere = [...first, `parent ${PARENT}`];
  expect(splitCommit(sign(elsewhere, SIGNATURE))).not.toHaveProperty("parent");
});

test("a commit without a signature, and one that only speaks of one, is not signed", () => {
  const speaks = [...HEADERS, "", "Message", `gpgsig ${SIGNATURE}`];
  expect(splitCommit(Buffer.from(speaks.join("\n")))).toBeUndefined();
  const repository = makeRepository();
  const base = repository.commit({ a: "1" });
  const head = repository.commit({ a: "2" });
  expect(listSignedCommits(repository.root, base, head)).toEqual([]);
});
