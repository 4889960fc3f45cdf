import { expect, test } from "vitest";
import { NOTHING_SKIPPED, type Upstream } from "../../model/upstream/upstream.ts";
import { makeFolder } from "../../test/repository.ts";
import { openMetadataCache } from "./metadata-cache.ts";

const value: Upstream = { versions: ["1.0.0"], releases: [], skipped: NOTHING_SKIPPED };

test("remembers what a registry said, and nothing of another shape", () => {
  const cache = openMetadataCache(makeFolder());
  cache.write("http://one/x", { etag: '"1"', value });
  expect(cache.read("http://one/x")).toEqual({ etag: '"1"', value });
  cache.write("http://one/x", { etag: '"1"', value: {} as Upstream });
  expect(cache.read("http://one/x")).toBeUndefined();
});
