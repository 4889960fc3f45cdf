import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/repository.ts";
import { openBuildLog } from "./build-log.ts";

test("bytes are kept as they come and told as lines, whatever they are cut into", () => {
  const file = join(makeFolder(), "log.txt");
  const told: string[] = [];
  const log = openBuildLog(file, line => told.push(line));
  log.note("build: make");
  const bytes = Buffer.from("é\u001b[1m one\r\ntwo\rthree");
  for (const byte of bytes) log.see(Uint8Array.of(byte));
  log.note("test: make check");
  log.see(Buffer.from("x".repeat(5_000)));
  log.close();
  expect(told).toEqual([
    "build: make",
    "é\u001b[1m one",
    "two",
    "three",
    "test: make check",
    "x".repeat(1_000),
  ]);
  expect(readFileSync(file)).toEqual(
    Buffer.concat([
      Buffer.from("build: make\n"),
      bytes,
      Buffer.from(`test: make check\n${"x".repeat(5_000)}`),
    ]),
  );
});

test("no log is larger than may be", () => {
  const file = join(makeFolder(), "log.txt");
  const log = openBuildLog(file, () => undefined);
  for (let at = 0; at < 20; at++) log.see(Buffer.alloc(1_048_577, "x"));
  log.note("the end");
  log.close();
  const kept = readFileSync(file);
  expect(kept.length).toBeLessThan(16 * 1024 * 1024 + 100);
  expect(kept.subarray(-30).toString()).toContain("(the log was cut here)");
});
