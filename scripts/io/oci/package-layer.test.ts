import { gunzipSync } from "node:zlib";
import { unpackTar } from "modern-tar";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { digestOf } from "./blob.ts";
import { packPackageLayer } from "./package-layer.ts";

test("a layer has the planned files below the package's folder, sorted, with one time", async () => {
  const folder = makeFolder();
  writeFiles(folder, { "dist/b.js": "bb", "bin/a": "a", left: "out" });
  const aFile = (path: string, size: number, isExecutable = false) => ({
    path,
    size,
    isExecutable,
    sha256: "",
  });
  const files = [aFile("dist/b.js", 2), aFile("bin/a", 1, true), aFile("left", 3)];
  const planned = [
    { from: "dist/b.js", to: "b.js" },
    { from: "bin/a", to: "bin/a" },
  ];
  const pack = () =>
    packPackageLayer("a", { folder, files }, planned, { time: 1_760_000_000, scratch: makeFolder() });
  const layer = await pack();
  const tar = gunzipSync(layer.bytes);
  expect(layer.diffId).toBe(digestOf(tar));
  const entries = await unpackTar(tar);
  expect(entries.map(({ header: { name, mode, mtime } }) => [name, mode, mtime?.getTime()])).toEqual([
    ["usr/share/paks/a/b.js", 0o644, 1_760_000_000_000],
    ["usr/share/paks/a/bin/a", 0o755, 1_760_000_000_000],
  ]);
  expect(await pack()).toEqual(layer);
});
