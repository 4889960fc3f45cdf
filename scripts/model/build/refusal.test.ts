import { expect, test } from "vitest";
import { DEFAULT_LIMITS } from "./limits.ts";
import { type EndedStep, findRefusal } from "./refusal.ts";

function refuse(ended: Partial<EndedStep>): [code: string, message: string] | undefined {
  const found = findRefusal({
    step: ["make", "all"],
    end: { exit: 2 },
    limits: DEFAULT_LIMITS,
    sandbox: "bubblewrap",
    output: "",
    ...ended,
  });
  return found && [found.code, found.message];
}

test("what ends well is no refusal, whatever it printed", () => {
  expect(refuse({ end: { exit: 0 }, output: "fetch: ENOTFOUND" })).toBeUndefined();
});

test.each([
  ["seconds", "BUILD_TIME", "`make all` was stopped: it took longer than 30 minutes"],
  [
    "memory",
    "BUILD_MEMORY",
    "`make all` was stopped: it needs more memory than 4 GiB, or than this machine has left",
  ],
  ["disk", "BUILD_DISK", "`make all` was stopped: it wrote more than 4 GiB"],
  [
    "processes",
    "BUILD_PROCESSES",
    "`make all` was stopped: it ran more than 1024 processes and threads at once",
  ],
  ["output", "BUILD_OUTPUT", "`make all` was stopped: it printed more than 64 MiB"],
] as const)("the limit of %s is %s", (stopped, code, message) => {
  expect(refuse({ end: { stopped }, output: "ENOTFOUND" })).toEqual([code, message]);
});

test.each([
  ["curl: (6) Could not resolve host: example.org", "BUILD_NETWORK"],
  ["fatal: unable to access 'https://x/': Couldn't resolve host", "BUILD_NETWORK"],
  ["npm error code EAI_AGAIN", "BUILD_NETWORK"],
  ["Error: connect ENETUNREACH 192.0.2.1:80", "BUILD_NETWORK"],
  ["socket.gaierror: [Errno -3] Temporary failure in name resolution", "BUILD_NETWORK"],
  ["mkdir: cannot create directory '/opt': Read-only file system", "BUILD_READ_ONLY"],
  ["Error: EROFS: read-only file system, open '/x'", "BUILD_READ_ONLY"],
  ["cc1: fatal error: No space left on device", "BUILD_DISK"],
  ["sh: 1: Cannot fork", "BUILD_PROCESSES"],
  ["fork: retry: Resource temporarily unavailable", "BUILD_PROCESSES"],
  ["Error: spawn gcc EAGAIN", "BUILD_PROCESSES"],
  ["main.c:1:1: error: unknown type name", "BUILD_STEP"],
])("%s is %s", (line, code) => {
  expect(refuse({ output: `cc -c a.c\n${line}\nmake: *** [all] Error 1\n` })?.[0]).toBe(code);
});

test("the last line that shows a refusal counts", () => {
  expect(refuse({ output: "getaddrinfo ENOTFOUND x, going on\nRead-only file system\n" })?.[0]).toBe(
    "BUILD_READ_ONLY",
  );
});

test("without a sandbox, nobody withheld the network", () => {
  const output = "curl: (6) Could not resolve host: example.org";
  expect(refuse({ output, sandbox: "none" })?.[0]).toBe("BUILD_STEP");
  expect(refuse({ output: "sh: 1: Cannot fork", sandbox: "none" })?.[0]).toBe("BUILD_PROCESSES");
});

test("what is quoted is short, and nothing in it reaches a terminal", () => {
  const [, message] = refuse({
    step: ["sh", "-c", "\u001b]0;title\u0007a\nb"],
    output: `\u001b[31mENOTFOUND ${"x".repeat(9000)}\u202e`,
  })!;
  expect(message).toBe(
    `\`sh -c a b\` ended with exit code 2 without a network: it printed "ENOTFOUND ${"x".repeat(190)}…"`,
  );
});

test("a signal is named", () => {
  expect(refuse({ end: { exit: 139 } })).toEqual([
    "BUILD_STEP",
    "`make all` ended with exit code 139 (signal 11)",
  ]);
});

test("a hostile log is read in no time", { timeout: 5000 }, () => {
  expect(refuse({ output: "fork ".repeat(13_000) })?.[0]).toBe("BUILD_STEP");
});
