import { spawn, spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { runLimited } from "../io/remote/limited.ts";
import { awaitEnd, type Ran } from "./pak.ts";
import { TOOL } from "./world.ts";

/** The file that `pak` starts with. */
export const PAK = join(TOOL, "scripts/bin.js");

/** Tries cases, a few at once since each waits for processes; what fails bears the case's name. */
export async function expectEach<Case extends readonly [unknown, ...unknown[]]>(
  cases: readonly Case[],
  work: (given: Case) => Promise<void>,
): Promise<void> {
  await runLimited(cases, 3, async given => {
    try {
      await work(given);
    } catch (error) {
      (error as Error).message = `${given[0]}: ${(error as Error).message}`;
      throw error;
    }
  });
}

/** Everything below a folder: path to permission and text, or the digest of a long one; links and folders too. */
export function readTree(root: string): Record<string, string> {
  const tree: Record<string, string> = {};
  for (const item of readdirSync(root, { withFileTypes: true, recursive: true })) {
    const file = join(item.parentPath, item.name);
    tree[file.slice(root.length + 1)] = item.isFile()
      ? `${(lstatSync(file).mode & 0o777).toString(8)} ${readShort(file)}`
      : item.isSymbolicLink()
        ? `-> ${readlinkSync(file)}`
        : "folder";
  }
  return Object.fromEntries(Object.entries(tree).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readShort(file: string): string {
  const bytes = readFileSync(file);
  return bytes.length > 2_000 ? hash("sha256", bytes) : bytes.toString();
}

/** Paths of what a run leaves only while it lasts. */
export function listLeftovers(root: string): string[] {
  const own = /(?:^|\/)(?:\.stage-[^/]*|[^/]*\.lock(?:\.over)?|[^/]*\.tmp|\.scratch\/[^/]+)$/;
  return Object.keys(readTree(root)).filter(path => own.test(path));
}

/** That a run ended with an error which says what to do, in plain lines. */
export function expectRefused(ran: Ran, status: number, code: string, message: string | RegExp = ""): void {
  expect(ran.stderr).toMatch(new RegExp(`^pak: ${code} `));
  expect(ran.stderr).toMatch(message);
  expect(ran.stderr).toContain("\n  to mend it: ");
  expect(ran.stderr).not.toMatch(/\n\s+at |\bBUG\b/);
  expectPlain(ran);
  expect(ran.status).toBe(status);
}

/** That nothing reaches the terminal which it obeys. */
export function expectPlain({ stdout, stderr }: Ran): void {
  expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
}

const UNSHARE = ["--map-root-user", "--mount"];

/** Whether this machine lets a process have mounts of its own. */
export const canMount =
  spawnSync("unshare", [...UNSHARE, "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;

/** Runs lines of shell, in which `$PAK` is `pak`; what they mount nobody else sees, and it goes with them. */
export function startConfined(
  root: string,
  lines: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Ran> {
  const child = spawn("unshare", [...UNSHARE, "sh", "-euc", lines.join("\n")], {
    cwd: root,
    env: { ...environment, PAK: `${process.execPath} ${PAK}` },
  });
  return awaitEnd(child);
}
