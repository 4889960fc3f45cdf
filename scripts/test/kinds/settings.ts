import { join } from "node:path";
import { readSettings } from "../../io/catalog/settings.ts";

/** The first words that the project's own catalog reserves. */
export function readReserved(): readonly string[] {
  return readSettings(join(import.meta.dirname, "../../..")).reserved;
}
