import { askGit } from "../git/git.ts";
import { readUserSettings } from "../settings/user-settings.ts";

/** Who uses this computer, as far as they have said. */
export interface Person {
  readonly name?: string;
  readonly email?: string;
}

/**
 * Who signs: `name` and `email` of PAK_HOME's `settings.json`, else git's `user.name` and `user.email`.
 *
 * @throws PakError SETTINGS as `readUserSettings`
 */
export function readPerson(home: string, root: string): Person {
  const settings = readUserSettings({ home });
  const ofGit = (field: string) => {
    // The person's own configuration is meant here, which other calls of git leave out.
    const environment = { GIT_CONFIG_GLOBAL: undefined };
    return askGit(root, ["config", "--get", `user.${field}`], { environment })
      .stdout.toString()
      .trim();
  };
  const [name, email] = [settings.name ?? ofGit("name"), settings.email ?? ofGit("email")];
  return { ...(name === "" ? {} : { name }), ...(email === "" ? {} : { email }) };
}
