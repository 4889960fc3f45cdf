import { spawn } from "node:child_process";
import { once } from "node:events";
import { PakError } from "../../errors.ts";

/**
 * Opens a file in a program and waits until that ends. No shell reads the command.
 *
 * @param command a program, maybe with arguments: `code --wait`
 * @throws PakError SETTINGS when there is no such program, or when it failed
 */
export async function openEditor(
  command: string,
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const [program = "", ...words] = command.split(" ").filter(word => word !== "");
  const child = spawn(program, [...words, file], { stdio: "inherit", env: environment });
  let exit: unknown;
  try {
    [exit] = await once(child, "close");
  } catch (cause) {
    throw new PakError("SETTINGS", `${program} can't be started: ${(cause as Error).message}`, {
      fix: "name an editor: pak config set editor PROGRAM, or set EDITOR",
      cause,
    });
  }
  if (exit === 0) return;
  throw new PakError("SETTINGS", `${program} ended with ${exit ?? "a signal"}; ${file} is as it left it`, {
    fix: "run it again",
  });
}
