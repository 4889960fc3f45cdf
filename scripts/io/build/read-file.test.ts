import { execFileSync } from "node:child_process";
import { hash } from "node:crypto";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readNamed, readUntrusted } from "./read-file.ts";

function aFolder() {
  const folder = makeFolder();
  writeFiles(folder, { right: "right", long: "x".repeat(20) });
  symlinkSync("/etc/passwd", join(folder, "link"));
  symlinkSync("right", join(folder, "near"));
  mkdirSync(join(folder, "folder"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  return folder;
}

test.each([
  ["link", "BUILD_FILE"],
  ["near", "BUILD_FILE"],
  ["folder", "BUILD_FILE"],
  ["pipe", "BUILD_FILE"],
  ["absent", "BUILD_FILE"],
  ["long", "BUILD_SIZE"],
])("%s: %s", (file, code) => {
  expect(readUntrusted(aFolder(), file, 10)).toMatchObject({ finding: { code, file } });
});

test("a file has the digest and the size that are told", () => {
  const sha256 = hash("sha256", "right");
  const read = (fields: object) => readNamed(aFolder(), { file: "right", sha256, size: 5, ...fields }, 10);
  expect(read({})).toEqual({ bytes: new Uint8Array(Buffer.from("right")) });
  expect(read({ size: 4 })).toMatchObject({ finding: { code: "BUILD_SIZE" } });
  expect(read({ sha256: "0".repeat(64) })).toMatchObject({ finding: { code: "BUILD_DIGEST" } });
});
