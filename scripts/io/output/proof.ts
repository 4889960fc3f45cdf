import type { Proof } from "../../client.ts";

/** What proves an answer, as lines for a person. */
export function renderProof(proof: Proof): string[] {
  const { catalog, head, index, root, signedBy, issued, age, isStale, isDevelopment, problem } = proof;
  const lines = [
    `verified: catalog ${catalog}, head ${head}, index ${index}, root ${root}; signed by ${signedBy.join(", ")} at ${issued}, ${renderAge(age)} ago`,
  ];
  if (isStale)
    lines.push(
      `from what was verified before${problem === undefined ? "" : `, because no mirror could be used: ${problem}`}`,
    );
  if (isDevelopment) lines.push("signed by a development key: proves only that it comes from that computer");
  return lines;
}

/** A length of time in the largest unit that tells it. */
export function renderAge(seconds: number): string {
  const units: readonly [string, number][] = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ];
  for (const [unit, size] of units) {
    const count = Math.floor(seconds / size);
    if (count > 0) return `${count} ${unit}${count === 1 ? "" : "s"}`;
  }
  return `${seconds} seconds`;
}
