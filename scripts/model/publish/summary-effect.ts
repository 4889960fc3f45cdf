import type { Json } from "../json.ts";
import { renderCount } from "../text/count.ts";
import type { Effect, FieldChange } from "./effect.ts";
import { renderCell, renderTable } from "./summary-table.ts";

/** Releases that are shown field by field. */
const MOST_RELEASES = 20;

/** Characters below which the next table would say nothing. */
const LEAST = 1_000;

/** Markdown of what a change does to its names, in at most `most` characters; names that do not fit are counted. */
export function renderEffects(effects: readonly Effect[], most: number): string {
  const sections: string[] = [];
  let left = most - 100;
  for (const effect of effects) {
    if (left < 2 * LEAST) break;
    const section = renderEffect(effect, left);
    left -= section.length + 1;
    sections.push(section);
  }
  const rest = effects.length - sections.length;
  if (rest > 0) sections.push(`… and ${renderCount(rest, "more package")}.\n`);
  return sections.join("\n");
}

function renderEffect(effect: Effect, most: number): string {
  const head = `#### ${renderCell(effect.name)}: ${effect.outcome}\n`;
  if (effect.outcome === "unclear") return `${head}\nWhat it would do is shown once its files can be read.\n`;
  const fields =
    effect.fields.length === 0
      ? []
      : [
          renderTable(["field", "before", "after"], effect.fields.map(renderField), {
            most: most / 3,
            noun: "field",
          }),
        ];
  return [
    head,
    ...fields,
    ...renderRecovery(effect),
    ...renderReleases(effect, most / 2),
    ...renderRecorded(effect),
  ].join("\n");
}

function renderRecovery({ recovery }: Effect): string[] {
  return recovery === undefined
    ? []
    : [`The recovery of a lost key, for ${renderCell(recovery.key)}: ${recovery.stage}.\n`];
}

function renderReleases({ override, releases }: Effect, most: number): string[] {
  const why = override === undefined ? "" : `The override is ${override}. `;
  if (releases.length === 0)
    return override === undefined ? [] : [`${why}No recorded release reads differently.\n`];
  const rows = releases
    .slice(0, MOST_RELEASES)
    .flatMap(({ version, fields }) => fields.map(field => [renderCell(version), ...renderField(field)]));
  const left = releases.length - MOST_RELEASES;
  return [
    `${why}${renderCount(releases.length, "recorded release")} read${releases.length === 1 ? "s" : ""} differently:\n`,
    renderTable(["release", "field", "before", "after"], rows, { most, noun: "line" }),
    ...(left > 0 ? [`… and ${renderCount(left, "more release")}.\n`] : []),
  ];
}

function renderRecorded({ recorded }: Effect): string[] {
  if (recorded.length === 0) return [];
  const shown = recorded.slice(0, MOST_RELEASES).map(renderCell).join(", ");
  const left = recorded.length - MOST_RELEASES;
  return [`Newly recorded: ${shown}${left > 0 ? ` and ${left} more` : ""}.\n`];
}

function renderField({ field, before, after }: FieldChange): string[] {
  return [renderCell(field), renderValue(before), renderValue(after)];
}

function renderValue(value: Json | undefined): string {
  return value === undefined ? "–" : renderCell(JSON.stringify(value));
}
