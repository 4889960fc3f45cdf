import { parsePath } from "../../model/name/paths.ts";
import { askGit } from "../git/git.ts";

/**
 * Names of the entries of a commit that hold one of the texts. Git searches them all, so it is only asked when
 * something went away that others may rest on. Entries are in canonical form (checked), so a field and its value
 * are one exact text.
 */
export function searchEntries(root: string, commit: string, texts: readonly string[]): string[] {
  const patterns = texts.flatMap(text => ["-e", text]);
  const words = ["grep", "-l", "-z", "--fixed-strings", ...patterns, commit, "--", "catalog"];
  const answer = askGit(root, words).stdout.toString();
  return answer
    .split("\0")
    .filter(line => line !== "")
    .flatMap(line => {
      const parsed = parsePath(line.slice(commit.length + 1));
      return parsed?.kind === "entry" ? [parsed.name] : [];
    });
}
