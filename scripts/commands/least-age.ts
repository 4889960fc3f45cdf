import { PakError } from "../errors.ts";
import type { LeastAge } from "../model/install/resolution/least-age.ts";
import { DURATION_FORM, parseDuration } from "../model/text/duration.ts";
import type { Arguments, World } from "./command.ts";
import { readOwnSettings } from "./own-settings.ts";

/** The flag of every command that chooses versions. */
export const LEAST_AGE_FLAG = {
  "older-than": {
    value: "AGE",
    summary:
      "leave out releases younger than AGE, as in 7d; installed and exactly named ones stay (settings)",
  },
} as const;

/**
 * How old what is chosen has to be: `--older-than`, else the setting `olderThan`; `undefined` when age plays no part.
 *
 * @throws PakError USAGE for what is no duration
 */
export function readLeastAge(world: World, { flags }: Arguments): Omit<LeastAge, "spared"> | undefined {
  const text = flags["older-than"] ?? readOwnSettings(world).olderThan ?? "0h";
  const age = typeof text === "string" ? parseDuration(text) : undefined;
  if (age === undefined) {
    throw new PakError("USAGE", `--older-than ${text} is no duration`, { fix: `give ${DURATION_FORM}` });
  }
  return age === 0 ? undefined : { age, now: world.now().getTime() };
}
