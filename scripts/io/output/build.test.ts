import { expect, test } from "vitest";
import type { Build } from "../../model/build/build.ts";
import { renderBuild } from "./build.ts";

const FILE = { file: "log.txt", sha256: "0".repeat(64), size: 1 };

const aBuild = (fields: Partial<Build>) =>
  ({
    name: "foo",
    version: "1.0.0",
    outcome: "passed",
    tests: "passed",
    seconds: 1.5,
    sandbox: "bubblewrap",
    findings: [],
    log: FILE,
    ...fields,
  }) as Build;

test("a build that passed tells where the artifact is, and how good it is", () => {
  const artifact = { ...FILE, file: "foo-1.0.0.tar.gz" };
  expect(renderBuild(aBuild({ artifact, reproducible: false }), "/x")).toEqual({
    result: ["/x/foo-1.0.0.tar.gz"],
    notes: ["foo 1.0.0 passed in 1.5 s, tests passed, in bubblewrap, not the same bytes twice"],
  });
});

test("one that failed tells why, and where the log is", () => {
  const findings = [{ code: "BUILD_TEST", message: "a test failed", fix: "read the log" }];
  const told = renderBuild(aBuild({ outcome: "failed", tests: "none", sandbox: "none", findings }), "/x");
  expect(told).toEqual({
    result: ["/x/log.txt"],
    notes: [
      "foo@1.0.0 error BUILD_TEST a test failed",
      "    to mend it: read the log",
      "foo 1.0.0 failed in 1.5 s, no tests, without a sandbox",
    ],
  });
});
