import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/repository.ts";
import { openAnswerCache } from "./answer-cache.ts";

const isText = (value: unknown) => typeof value === "string";
const open = (folder: string, format = 1) => openAnswerCache<string>(folder, format, isText);

test("remembers an answer by its address", () => {
  const cache = open(makeFolder());
  cache.write("http://one/x", { etag: '"1"', value: "said" });
  expect(cache.read("http://one/x")).toEqual({ etag: '"1"', value: "said" });
  expect(cache.read("http://two/x")).toBeUndefined();
});

test("forgets what another format remembered", () => {
  const folder = makeFolder();
  open(folder).write("http://one/x", { etag: '"1"', value: "said" });
  expect(open(folder, 2).read("http://one/x")).toBeUndefined();
});

test.each(["", "{", "[]", '{"format":0}', '{"format":1,"etag":"x"}', '{"format":1,"etag":"x","value":{}}'])(
  "a file that holds %j counts as nothing remembered",
  text => {
    const folder = makeFolder();
    const cache = open(folder);
    cache.write("http://one/x", { etag: '"1"', value: "said" });
    writeFileSync(join(folder, readdirSync(folder)[0]!), text);
    expect(cache.read("http://one/x")).toBeUndefined();
  },
);
