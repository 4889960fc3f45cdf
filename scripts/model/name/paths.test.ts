import { expect, test } from "vitest";
import { entryPath, keyPath, overridePath, parsePath, releasesPath, shardOf } from "./paths.ts";

test("the shard is the first two letters or digits", () => {
  expect(["animate.css", "c-ares", "x", "a.b"].map(shardOf)).toEqual(["an", "ca", "x", "ab"]);
});

test("each kind of path leads back to its name", () => {
  const key = "26E3EB29C4F3318ECBE1DC856FA86F81BB75E411";
  expect(parsePath(entryPath("c-ares"))).toEqual({ kind: "entry", name: "c-ares" });
  expect(parsePath(releasesPath("c-ares"))).toEqual({ kind: "releases", name: "c-ares" });
  expect(parsePath(overridePath("animate.css"))).toEqual({ kind: "override", name: "animate.css" });
  expect(parsePath(keyPath(key))).toEqual({ kind: "key", name: key });
});

test.each([
  "catalog/li/../op/openssl.json",
  "catalog/op/libuv.json",
  "catalog/libuv.json",
  "catalog/li/libuv.json ",
  "catalog/li/libuv.json\0.md",
  "catalog/co/con.json",
  "catalog/keys/abc.asc",
  "overrides/sub/x.json",
  "package.json",
])("%j is no path of a catalog", path => {
  expect(parsePath(path)).toBeUndefined();
});
