import type { Explained } from "../../model/manifest/layers.ts";

/** Characters of a value that are shown. */
const LONGEST = 60;

/** The fields of a manifest, each with its value and the layers that made it, the last of which set it. */
export function renderExplained(fields: readonly Explained[]): string[] {
  const rows = fields.map(({ field, value, layers }) => [
    field,
    layers.join(" → "),
    shorten(JSON.stringify(value)),
  ]);
  const widthOf = (column: number) => Math.max(0, ...rows.map(row => row[column]!.length));
  const [first, second] = [widthOf(0), widthOf(1)];
  return rows.map(
    ([field, layers, value]) => `  ${field!.padEnd(first)}  ${layers!.padEnd(second)}  ${value}`,
  );
}

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
