import { renderTerminal } from "../model/text/terminal.ts";
import type { Arguments, World } from "./command.ts";

/** One document on stdout; or the result there, and what people should know on stderr. */
export function tell<Told>(
  world: World,
  { flags }: Arguments,
  told: Told,
  render: (told: Told) => { result: readonly string[]; notes: readonly string[] },
): void {
  if (flags.json) {
    world.print(JSON.stringify(told, null, 2));
    return;
  }
  const { result, notes } = render(told);
  for (const note of notes) world.report(renderTerminal(note));
  for (const line of result) world.print(renderTerminal(line));
}
