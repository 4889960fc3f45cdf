const HOURS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168 };

/** How durations are written. */
export const DURATION_FORM = "hours, days or weeks: 12h, 7d or 2w";

/** Reads `12h`, `7d` or `2w` as milliseconds; `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, count = "", unit = ""] = /^(\d{1,4})([hdw])$/.exec(text) ?? [];
  return unit === "" ? undefined : Number(count) * HOURS[unit]! * 3_600_000;
}
