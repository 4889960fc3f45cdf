import type { Publication } from "../publication/plan.ts";

/** What signing came to, as lines for a person. */
export function renderPublication({ packages, changed, signed }: Publication): string[] {
  if (signed === undefined) return ["nothing was signed"];
  const { index, head, isNew, isDevelopment, isUncommitted } = signed;
  const what =
    changed === undefined ? `${packages} packages` : `${changed.length} changed of ${packages} packages`;
  const lines = [
    isNew
      ? `signed ${what}: index ${index.version} (until ${index.expires}), head ${head.version} (until ${head.expires})`
      : `unchanged: index ${index.version} and head ${head.version} are still right`,
  ];
  if (isUncommitted) lines.push("with changes that are not committed yet");
  if (isDevelopment)
    lines.push("signed by this computer's development key: good for a look, not for readers elsewhere");
  return lines;
}
