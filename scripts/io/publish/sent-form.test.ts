import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import type { Form } from "../../model/publish/form.ts";
import { makeFolder, makeRepository } from "../../test/repository.ts";
import { NOON } from "../../test/world.ts";
import { commitFiles } from "../git/commit-files.ts";
import { receiveChange, renderSentChange } from "./receive.ts";
import { writeForm } from "./sent-form.ts";

const PAGE = "https://github.com/catalog/pak";

/** The form for a commit of one file, taken apart. */
async function write(kind: Form | undefined, text: string) {
  const repository = makeRepository();
  const base = repository.commit({ "README.md": "read me\n" });
  const { root } = repository;
  const home = makeFolder();
  const files = new Map([["overrides/less.json", Buffer.from(text)]]);
  const title = "Publish less & more";
  const proposal = { name: "less", files, title, ...(kind === undefined ? {} : { kind }) };
  const signer = { name: "Owner", email: "o@example.org", now: NOON };
  const commit = await commitFiles({ root, parent: base, files, message: "Publish less\n", signer });
  const { address, file } = writeForm({ root, home, page: PAGE, proposal, commit })!;
  const { origin, pathname, searchParams } = new URL(address);
  expect(`${origin}${pathname}`).toBe(`${PAGE}/issues/new`);
  const receive = (sent: string) => receiveChange(root, base, sent);
  const change = renderSentChange(root, commit, files);
  return { home, commit, receive, change, address, file, fields: Object.fromEntries(searchParams) };
}

test("the address of a short change carries it, and nothing is written", async () => {
  const { home, commit, receive, change, file, fields } = await write(undefined, "{}\n");
  expect(fields).toEqual({ template: "publish.yml", title: "Publish less & more", name: "less", change });
  expect(await receive(fields.change!)).toEqual({ commit });
  expect(file).toBeUndefined();
  expect(readdirSync(home)).toEqual([]);
});

test("a long change lies in a file below home, and the address is without it", async () => {
  const { home, commit, receive, change, address, file, fields } = await write("publish", "x".repeat(8_000));
  expect(fields).toEqual({ template: "publish.yml", title: "Publish less & more", name: "less" });
  expect(address.length).toBeLessThan(500);
  expect(relative(home, file!)).toBe(join("changes", "less.json"));
  const text = readFileSync(file!, "utf8");
  expect(text).toBe(change);
  expect(await receive(text)).toEqual({ commit });
});

test("the form of a recovery has no field for a name", async () => {
  const short = await write("recover", "{}\n");
  const long = await write("recover", "x".repeat(8_000));
  expect(Object.keys(short.fields)).toEqual(["template", "title", "change"]);
  expect(long.fields).toEqual({ template: "recover.yml", title: "Publish less & more" });
  expect(readFileSync(long.file!, "utf8")).toBe(long.change);
});

test("a change that no issue takes has no form", async () => {
  const repository = makeRepository();
  const commit = repository.commit({ a: "1" });
  const files = new Map([["overrides/less.json", Buffer.from("x".repeat(60_000))]]);
  const proposal = { name: "less", files, title: "Publish less" };
  const home = makeFolder();
  expect(writeForm({ root: repository.root, home, page: PAGE, proposal, commit })).toBeUndefined();
  expect(readdirSync(home)).toEqual([]);
});
