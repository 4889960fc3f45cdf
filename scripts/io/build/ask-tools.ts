import { PakError } from "../../errors.ts";
import { isTool, LONGEST_TOOL, MOST_TOOLS } from "../../model/build/paper.ts";
import type { Plan, Tool } from "../../model/build/plan.ts";
import { renderTerminal } from "../../model/text/terminal.ts";
import { checkText } from "../../model/text/text.ts";
import type { Sandbox, SandboxOrder } from "../sandbox/sandbox.ts";

/** Seconds that an answer may take: some programs do something else when they are asked. */
const PATIENCE = 60;

/** Bytes of an answer that are read: more than a line needs. */
const MOST = 65_536;

/**
 * Asks every tool of a plan for its version, so that a build stops before it begins when one is not there.
 *
 * @param surroundings what the programs see; nothing of the package is among it
 * @returns name to the first line of the answer, `unknown` for a program that gives none
 * @throws PakError BUILD_TOOL that names the first one missing
 */
export async function askTools(
  { tools }: Plan,
  sandbox: Sandbox,
  surroundings: Omit<SandboxOrder, "step" | "see">,
): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const tool of tools) {
    const { text, exit } = await askTool(tool, sandbox, surroundings);
    if (tool.isModule && exit !== 0) throw makeMissing(tool);
    const version = (exit === 0 && readVersion(text)) || "unknown";
    // A program may bear a name that papers can't have.
    const isNamed = isTool(tool.name, version) && Object.keys(answers).length < MOST_TOOLS;
    if (isNamed) answers[tool.name] = version;
  }
  return answers;
}

/** The first line of an answer, if people can read it. */
function readVersion(text: string): string | undefined {
  const line = renderTerminal(text.trimStart().split(/[\r\n]/, 1)[0]!)
    .slice(0, LONGEST_TOOL)
    .trim();
  return checkText(line, LONGEST_TOOL).length === 0 ? line : undefined;
}

async function askTool(tool: Tool, sandbox: Sandbox, surroundings: Omit<SandboxOrder, "step" | "see">) {
  let text = "";
  const see = (piece: Uint8Array) => {
    if (text.length < MOST) text += Buffer.from(piece).toString();
  };
  try {
    const limits = { ...surroundings.limits, seconds: PATIENCE };
    const { exit } = await sandbox.run({ ...surroundings, limits, step: tool.ask, see });
    return { text, exit };
  } catch (error) {
    if (error instanceof PakError && error.code === "BUILD_TOOL") throw makeMissing(tool, error);
    throw error;
  }
}

function makeMissing({ name, get }: Tool, cause?: unknown): PakError {
  return new PakError("BUILD_TOOL", `the build needs ${renderTerminal(name)}, which is not here`, {
    fix: get,
    cause,
  });
}
