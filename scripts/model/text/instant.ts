const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Whether a value is an instant as the catalog writes it: UTC, RFC 3339 with whole seconds, a day that exists. */
export function isInstant(value: unknown): value is string {
  return typeof value === "string" && hasDay(INSTANT.exec(value));
}

/** Whether a value is a day that exists, `YYYY-MM-DD`. */
export function isDay(value: unknown): value is string {
  return typeof value === "string" && hasDay(DAY.exec(value));
}

/** An instant as the catalog writes it; a part of a second is cut off. */
export function renderInstant(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

function hasDay(parts: RegExpExecArray | null): boolean {
  if (parts === null) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= lengthOf(year, month);
}

function lengthOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
