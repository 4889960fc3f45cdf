import { type Finding, finding } from "../finding.ts";

const LONGEST = 256;
const MOST_WILDCARDS = 8;
const MOST_EXPANSIONS = 16;

/** Checks a pattern of files inside a package, or a path inside the application. `!` before it negates. */
export function checkGlob(text: string): Finding[] {
  const pattern = text.replace(/^!/, "").replace(/\$\{[A-Z]+\}/g, "x");
  if (
    pattern === "" ||
    text.length > LONGEST ||
    !/^[\p{L}\p{M}\p{N} !#$%&'()*+,./;=?@[\]^_`{}~-]*$/u.test(pattern)
  ) {
    return [
      globFinding(
        "GLOB_SYNTAX",
        "is no pattern of files",
        text,
        `forward slashes, at most ${LONGEST} characters`,
      ),
    ];
  }
  const parts = pattern.split(/[/{},]/);
  if (/^[/~]/.test(pattern) || parts.some(part => part === ".." || /^\.git$/i.test(part.trim()))) {
    return [globFinding("GLOB_TRAVERSAL", "leaves the package's folder", text, "a path inside the package")];
  }
  if (!hasPairs(pattern))
    return [globFinding("GLOB_SYNTAX", "has a bracket without its partner", text, "paired brackets")];
  return isCostly(pattern)
    ? [globFinding("GLOB_COMPLEXITY", "costs too much to match", text, "fewer wildcards and braces")]
    : [];
}

/** Every way to read nested or repeated braces multiplies; so do wildcards when a match fails late. */
function isCostly(pattern: string): boolean {
  const groups = [...pattern.matchAll(/\{([^{}]*)\}/g)].map(([, group = ""]) => group.split(",").length);
  const expansions = groups.reduce((product, count) => product * count, 1);
  const isNested = /\{[^}]*\{/.test(pattern);
  const wildcards = pattern.match(/\*+|\?/g)?.length ?? 0;
  return isNested || expansions > MOST_EXPANSIONS || wildcards > MOST_WILDCARDS;
}

function hasPairs(pattern: string): boolean {
  const count = (character: string) => pattern.split(character).length;
  return count("{") === count("}") && count("[") === count("]");
}

function globFinding(code: string, why: string, text: string, expected: string): Finding {
  return finding(code, `${JSON.stringify(text.slice(0, 80))} ${why}`, { expected });
}
