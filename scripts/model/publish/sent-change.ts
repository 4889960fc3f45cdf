import { type Finding, finding } from "../finding.ts";
import { isJsonObject, type Json } from "../json.ts";
import { parsePath } from "../name/paths.ts";

/** A signed change as text, for who has no token to push it with: it is made into the very same commit. */
export interface SentChange {
  /** The commit's object as git keeps it, signature and all. */
  readonly commit: string;
  /** Path to text of each file that the change adds or replaces. */
  readonly files: Readonly<Record<string, string>>;
}

/** Files of one change: an entry, an override, a recovery, a releases file and keys. */
const MOST_FILES = 12;

const PERSON = "[^\\n<>\\0]+ <[^\\n<>\\0]*> \\d{1,12} [+-]\\d{4}\\n";

/** git's own form of a commit with one parent, which older versions of git do not insist on. */
const HEAD = new RegExp(`^tree ([0-9a-f]{40})\\nparent ([0-9a-f]{40})\\nauthor ${PERSON}committer ${PERSON}`);

/** A change that was read: its parts hold together, as far as they tell. */
export interface ReadChange {
  readonly commit: string;
  /** 40 hex digits. */
  readonly tree: string;
  /** 40 hex digits. */
  readonly parent: string;
  /** Path to text. */
  readonly files: ReadonlyMap<string, string>;
}

/** Reads a sent change from parsed JSON: `commit` with one parent, and files of a catalog only. */
export function readSentChange(sent: Json): ReadChange | { readonly findings: readonly Finding[] } {
  const { commit, files } = isJsonObject(sent) ? sent : {};
  const head = typeof commit === "string" ? HEAD.exec(commit) : null;
  if (typeof commit !== "string" || head === null || !isJsonObject(files))
    return { findings: [makeChangeFinding("the signed change is none")] };
  const entries = Object.entries(files);
  if (entries.length === 0 || entries.length > MOST_FILES)
    return { findings: [makeChangeFinding(`the signed change has ${entries.length} files`)] };
  const findings = entries.flatMap(([path, text]) =>
    parsePath(path) !== undefined && typeof text === "string"
      ? []
      : [makeChangeFinding(`the signed change has a file that is no catalog's: ${path}`)],
  );
  if (findings.length > 0) return { findings };
  return { commit, tree: head[1]!, parent: head[2]!, files: new Map(entries as [string, string][]) };
}

/** Why a sent change is none; who sent it can send it again. */
export function makeChangeFinding(message: string): Finding {
  return finding("FORM_CHANGE", message, {
    expected: "the text that pak printed, whole and as it was",
    fix: "run pak again and paste what it prints, or leave the field empty",
  });
}
