const INSTANT = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a value is an instant as the catalog writes it: UTC, RFC 3339 with whole seconds, a day that exists. */
export function isInstant(value: unknown): value is string {
  return typeof value === "string" && INSTANT.test(value) && hasDay(value);
}

/** Whether a value is a day that exists, `YYYY-MM-DD`. */
export function isDay(value: unknown): value is string {
  return typeof value === "string" && DAY.test(value) && hasDay(value);
}

/** An instant as the catalog writes it; a part of a second is cut off. */
export function renderInstant(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

/** Whether a text that begins with `YYYY-MM-DD` names a day that exists. */
function hasDay(text: string): boolean {
  const month = readNumber(text, 5, 7);
  const day = readNumber(text, 8, 10);
  return month >= 1 && month <= 12 && day >= 1 && day <= lengthOf(readNumber(text, 0, 4), month);
}

/** Reads decimal digits; every release has an instant, so nothing is cut out for it. */
function readNumber(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) number = number * 10 + text.charCodeAt(at) - 48;
  return number;
}

function lengthOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
