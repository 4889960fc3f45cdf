import { expect, test } from "vitest";
import { checkUrl } from "./url.ts";

const COMMIT = "1".repeat(40);
const codesOf = (...given: Parameters<typeof checkUrl>) => checkUrl(...given).map(found => found.code);

test.each([
  ["https://libuv.org/docs/?a=1#top", undefined],
  ["https://libuv.org", undefined],
  ["http://libuv.org/", "URL_SCHEME"],
  ["https://LibUV.org/", "URL_HOST"],
  ["https://xn--gthub-n4a.com/", "URL_HOST"],
  ["https://printer.local/", "URL_HOST"],
  ["https://127.0.0.1/", "URL_IP_LITERAL"],
  ["https://0x7f.1/", "URL_IP_LITERAL"],
  ["https://[::1]/", "URL_IP_LITERAL"],
  ["https://libuv.org:8443/", "URL_PORT"],
  ["https://libuv.org/a/%2E%2e/b", "URL_TRAVERSAL"],
  ["https://libuv.org/a\\b", "URL_CHARS"],
  [`https://libuv.org/${"x".repeat(500)}`, "URL_LENGTH"],
  [7, "URL_TYPE"],
])("a link %j: %s", (url, code) => {
  expect(codesOf(url)).toEqual(code === undefined ? [] : [code]);
});

test.each([
  [`https://github.com/a/b/archive/${COMMIT}.tar.gz`, undefined],
  [`https://raw.githubusercontent.com/a/b/${COMMIT}/x.json`, undefined],
  ["https://github.com/a/b/releases/download/v1/x.tgz", undefined],
  ["https://github.com/a/b/archive/v1.tar.gz", "URL_UNPINNED"],
  [`https://raw.githubusercontent.com/a/b/${COMMIT}a/x.json`, "URL_UNPINNED"],
  [`https://example.org/${COMMIT}`, "URL_HOST"],
  [`https://github.com/a/b/archive/${COMMIT}.tar.gz#x`, "URL_FRAGMENT"],
])("a download %j: %s", (url, code) => {
  expect(codesOf(url, "download")).toEqual(code === undefined ? [] : [code]);
});
