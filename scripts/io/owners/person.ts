import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { isJsonObject } from "../../model/json.ts";
import { askGit } from "../git/git.ts";

/** Who uses this computer, as far as they have said. */
export interface Person {
  readonly name?: string;
  readonly email?: string;
}

/**
 * Who signs: `name` and `email` of PAK_HOME's `settings.json`, else git's `user.name` and `user.email`.
 *
 * @throws PakError SETTINGS when the settings can't be read
 */
export function readPerson(home: string, root: string): Person {
  const settings = readSettingsFile(join(home, "settings.json"));
  const ofGit = (field: string) => {
    // The person's own configuration is meant here, which other calls of git leave out.
    const environment = { GIT_CONFIG_GLOBAL: undefined };
    return askGit(root, ["config", "--get", `user.${field}`], { environment })
      .stdout.toString()
      .trim();
  };
  const pick = (field: "name" | "email") => {
    const value = settings[field];
    return typeof value === "string" && value !== "" ? value : ofGit(field);
  };
  const [name, email] = [pick("name"), pick("email")];
  return { ...(name === "" ? {} : { name }), ...(email === "" ? {} : { email }) };
}

function readSettingsFile(file: string): Record<string, unknown> {
  try {
    const settings: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isJsonObject(settings) ? settings : {};
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new PakError("SETTINGS", `${file} can't be read: ${(error as Error).message}`, {
      fix: "mend it, or delete it",
    });
  }
}
