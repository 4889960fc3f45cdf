import { readUserSettings, type UserSettings } from "../io/settings/user-settings.ts";
import type { World } from "./command.ts";

const read = new WeakMap<World, UserSettings>();

/**
 * What the person tells pak, read once in a run: all of it is from one moment, however many parts of a command ask.
 *
 * @throws PakError SETTINGS as `readUserSettings`
 */
export function readOwnSettings(world: World): UserSettings {
  let settings = read.get(world);
  if (settings === undefined) read.set(world, (settings = readUserSettings(world)));
  return settings;
}
