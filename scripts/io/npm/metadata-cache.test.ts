import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NOTHING_SKIPPED, type Upstream } from "../../model/upstream/upstream.ts";
import { makeFolder } from "../../test/repository.ts";
import { openMetadataCache } from "./metadata-cache.ts";

const upstream: Upstream = { versions: ["1.0.0"], releases: [], skipped: NOTHING_SKIPPED };

test("remembers an answer by its address", () => {
  const cache = openMetadataCache(makeFolder());
  cache.write("http://one/x", { etag: '"1"', upstream });
  expect(cache.read("http://one/x")).toEqual({ etag: '"1"', upstream });
  expect(cache.read("http://two/x")).toBeUndefined();
});

test.each([
  "",
  "{",
  "[]",
  '{"format":0}',
  '{"format":1,"etag":"x"}',
  '{"format":1,"etag":"x","upstream":{}}',
])("a file that holds %j counts as nothing remembered", text => {
  const home = makeFolder();
  const cache = openMetadataCache(home);
  cache.write("http://one/x", { etag: '"1"', upstream });
  const folder = join(home, "cache/npm");
  writeFileSync(join(folder, readdirSync(folder)[0]!), text);
  expect(cache.read("http://one/x")).toBeUndefined();
});
