import type { Recovery } from "./recovery.ts";

/** Days of the notice where the catalog's settings say nothing (`pak.recoveryNotice`). */
export const NOTICE_DAYS = 14;

/** Days a mailed code can be used. */
export const CODE_DAYS = 7;

/** Days that a step can wait for its merge. */
export const STEP_DAYS = 30;

const DAY = 86_400_000;

/**
 * When the notice ends of a recovery whose code was given. It begins when the catalog took the answer, if
 * that was later than the date in it: that date is the publisher's, and nobody vetoes what nobody could see.
 *
 * @param landed when the catalog took the answer
 * @param notice days
 */
export function noticeEnd({ answer }: Recovery, landed: Date, notice: number): Date {
  return new Date(Math.max(Date.parse(answer!.answered), landed.getTime()) + notice * DAY);
}

/** Whether a code ends soon enough. The clock of who made it may be a day ahead, hence one day more. */
export function isCodeShort(expires: string, now: Date): boolean {
  const ahead = Date.parse(expires) - now.getTime();
  return ahead > 0 && ahead <= (CODE_DAYS + 1) * DAY;
}

/**
 * Whether a step is dated so that it can be merged now: it may have waited, and clocks differ by a day. A
 * past date does no harm, as no notice begins before its answer was merged (`noticeEnd`).
 */
export function isRecent(instant: string, now: Date): boolean {
  const age = now.getTime() - Date.parse(instant);
  return age >= -DAY && age <= STEP_DAYS * DAY;
}
