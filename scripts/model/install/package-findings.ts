import type { Finding } from "../finding.ts";

/** Findings about what a package says of itself, with the package before the file: `bootstrap/pak.json`. */
export function findingsOf(name: string, findings: readonly Finding[]): Finding[] {
  return findings.map(({ file = "pak.json", ...found }) => ({ ...found, file: `${name}/${file}` }));
}
