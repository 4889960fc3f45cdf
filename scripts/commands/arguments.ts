import { parseArgs } from "node:util";
import { PakError } from "../errors.ts";
import { findNearest } from "../model/name/similarity.ts";
import type { Arguments, Command, Flag } from "./command.ts";

/**
 * Sorts what a person typed after the verb into words and flags. A value that begins with a dash stands
 * after `=`; elsewhere it is the next flag, and the value is missing.
 *
 * @throws PakError USAGE for an unknown flag, a missing value, or too few or many words
 */
export function parseArguments(
  command: Command,
  globals: Readonly<Record<string, Flag>>,
  typed: readonly string[],
): Arguments {
  const known: Readonly<Record<string, Flag>> = { ...globals, ...command.flags };
  const options = Object.fromEntries(
    Object.entries(known).map(([name, flag]) => [
      name,
      {
        type: flag.value === undefined ? ("boolean" as const) : ("string" as const),
        multiple: flag.repeats === true,
      },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...typed],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const words: string[] = [];
  const flags: Record<string, string | true | string[]> = {};
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const flag = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (flag === undefined)
      throw makeUnknown(
        "flag",
        token.rawName,
        Object.keys(known).map(name => `--${name}`),
        command.name,
      );
    if (flag.value === undefined) {
      if (token.value !== undefined) throw makeUsage(`${token.rawName} takes no value`, command.name);
      flags[token.name] = true;
    } else {
      if (!token.value || (token.value.startsWith("-") && !token.inlineValue))
        throw makeUsage(`${token.rawName} needs a value: ${token.rawName} ${flag.value}`, command.name);
      const before = flags[token.name];
      flags[token.name] = flag.repeats
        ? [...(Array.isArray(before) ? before : []), token.value]
        : token.value;
    }
  }
  const [least, most] = command.wordCount;
  if (flags.help === undefined && (words.length < least || words.length > most)) {
    throw makeUsage(`pak ${command.name} takes ${command.words ?? "no words"}`, command.name);
  }
  return { words, flags };
}

/** An unknown verb or flag, with the known one that was likely meant. */
export function makeUnknown(
  what: "verb" | "flag",
  typed: string,
  known: readonly string[],
  verb?: string,
): PakError {
  const meant = findNearest(typed, known);
  return new PakError("USAGE", `there is no ${what} ${typed}`, {
    fix:
      meant === undefined
        ? `see: pak ${verb === undefined ? "" : `${verb} `}--help`
        : `did you mean ${meant}?`,
  });
}

function makeUsage(message: string, verb: string): PakError {
  return new PakError("USAGE", message, { fix: `see: pak ${verb} --help` });
}
