import { type Finding, finding } from "../finding.ts";
import { renderTerminal } from "../text/terminal.ts";
import type { SandboxKind } from "./build.ts";
import type { Limits, StepEnd, Stop } from "./limits.ts";
import type { Step } from "./recipe.ts";

/** Letters of a quoted line or command at most. */
const LONGEST = 200;

/** Letters of a line that are searched: programs begin with what is wrong. */
const LONGEST_READ = 1000;

/** What is known of a step that ended. */
export interface EndedStep {
  readonly step: Step;
  readonly end: StepEnd;
  readonly limits: Limits;
  readonly sandbox: SandboxKind;
  /** The last 64 KiB of what it printed, or less. */
  readonly output: string;
}

/** What a program says when the sandbox has refused something, and what that means. */
const SIGNS: readonly { readonly code: string; readonly sign: RegExp }[] = [
  {
    code: "BUILD_NETWORK",
    sign: /could ?n[o']t resolve|network is unreachable|name resolution|name or service not known|nodename nor servname|no such host|unable to resolve host|failed to lookup address|getaddrinfo|\b(?:ENOTFOUND|EAI_AGAIN|ENETUNREACH)\b/i,
  },
  { code: "BUILD_READ_ONLY", sign: /read-only file ?system|\bEROFS\b/i },
  {
    code: "BUILD_DISK",
    sign: /no space left on device|file size limit exceeded|file too large|\bE(?:NOSPC|FBIG)\b/i,
  },
  {
    code: "BUILD_PROCESSES",
    sign: /(?:fork|clone|spawn|thread|vfork).*(?:resource temporarily unavailable|\bEAGAIN\b)|cannot fork|unable to fork/i,
  },
];

/** What only a real sandbox refuses. */
const WITHHELD = ["BUILD_NETWORK", "BUILD_READ_ONLY"];

/**
 * Why a step failed, from how it ended and what it printed; absent when it did not fail. The limit that stopped it
 * comes first, then a line of its output that shows what the sandbox withheld: that is a guess, so it quotes the line.
 */
export function findRefusal(ended: EndedStep): Finding | undefined {
  const { exit, stopped } = ended.end;
  if (exit === 0) return undefined;
  const command = `\`${quote(ended.step.join(" "))}\``;
  if (stopped !== undefined) return explainStop(stopped, command, ended.limits);
  const end = `${command} ended with ${describeExit(exit)}`;
  const sign = findSign(ended);
  return sign === undefined ? explainFailure(end, ended.sandbox) : explainSign(sign, end, ended.limits);
}

function explainStop(stopped: Stop, command: string, limits: Limits): Finding {
  const [code, reason, fix] = STOPS[stopped];
  return finding(code, `${command} was stopped: ${reason(limits)}`, { fix });
}

const STOPS: Readonly<
  Record<Stop, readonly [code: string, reason: (limits: Limits) => string, fix: string]>
> = {
  seconds: [
    "BUILD_TIME",
    ({ seconds }) => `it took longer than ${renderDuration(seconds)}`,
    "make it do less, or look in the log for what it waits for: nobody answers its questions",
  ],
  memory: [
    "BUILD_MEMORY",
    ({ memory }) => `it needs more memory than ${renderSize(memory)}, or than this machine has left`,
    "let it run fewer jobs at once, or build less",
  ],
  disk: [
    "BUILD_DISK",
    ({ disk }) => `it wrote more than ${renderSize(disk)}`,
    "remove what it need not write, such as debugging symbols and caches",
  ],
  processes: [
    "BUILD_PROCESSES",
    ({ processes }) => `it ran more than ${processes} processes and threads at once`,
    "let it run fewer jobs at once",
  ],
  output: [
    "BUILD_OUTPUT",
    ({ output }) => `it printed more than ${renderSize(output)}`,
    "make it quieter, or look in the log for what it repeats",
  ],
};

function explainSign(sign: { code: string; line: string }, end: string, limits: Limits): Finding {
  const said = `it printed "${quote(sign.line)}"`;
  switch (sign.code) {
    case "BUILD_NETWORK":
      return finding(sign.code, `${end} without a network: ${said}`, {
        fix: "put what it downloads into the package or its dependencies: no step may use the network",
      });
    case "BUILD_READ_ONLY":
      return finding(sign.code, `${end} where it may not write: ${said}`, {
        fix: "write only to the folder of the build and to temporary files; install with a prefix or DESTDIR",
      });
    default: {
      const limit = sign.code === "BUILD_DISK" ? "disk" : "processes";
      const [code, , fix] = STOPS[limit];
      const most = limit === "disk" ? renderSize(limits.disk) : `${limits.processes} processes and threads`;
      return finding(code, `${end} at its limit of ${most}: ${said}`, { fix });
    }
  }
}

function explainFailure(end: string, sandbox: SandboxKind): Finding {
  const withheld =
    sandbox === "none"
      ? "read the log; it runs with a clean environment and an empty home, so what it needs of yours is not there"
      : "read the log; it has no network, an empty home, no token and no repository, and may write only to the folder of the build";
  return finding("BUILD_STEP", end, { fix: withheld });
}

/** The last line that shows a refusal of this sandbox: what came before it did not end the step. */
function findSign({ output, sandbox }: EndedStep): { code: string; line: string } | undefined {
  const signs = SIGNS.filter(({ code }) => sandbox !== "none" || !WITHHELD.includes(code));
  for (const whole of output.split(/[\r\n]+/).reverse()) {
    const line = renderTerminal(whole.slice(0, LONGEST_READ));
    const found = signs.find(({ sign }) => sign.test(line));
    if (found !== undefined) return { code: found.code, line };
  }
  return undefined;
}

function describeExit(exit: number | undefined): string {
  return exit !== undefined && exit > 128
    ? `exit code ${exit} (signal ${exit - 128})`
    : `exit code ${exit ?? "unknown"}`;
}

function quote(text: string): string {
  const line = renderTerminal(text).trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST).toWellFormed()}…`;
}

function renderSize(bytes: number): string {
  const [factor, unit] = bytes >= 1024 ** 3 ? [1024 ** 3, "GiB"] : [1024 ** 2, "MiB"];
  return `${Number((bytes / factor).toFixed(1))} ${unit}`;
}

function renderDuration(seconds: number): string {
  return seconds >= 120 ? `${Math.round(seconds / 60)} minutes` : `${seconds} seconds`;
}
