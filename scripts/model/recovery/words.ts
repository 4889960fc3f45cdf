import { renderInstant } from "../text/instant.ts";
import { renderTerminal } from "../text/terminal.ts";
import { noticeEnd } from "./deadlines.ts";
import { type Recovery, stageOf } from "./recovery.ts";

/** A letter for a maintainer to send. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** The letter that brings a code to the address on record; it says what to do when nobody there asked for it. */
export function renderRecoveryMail(given: {
  /** What people call the catalog. */
  readonly title: string;
  readonly recovery: Recovery;
  readonly code: string;
  readonly notice: number;
}): Mail {
  const { recovery, code, notice } = given;
  const { name, key, lost, challenge } = recovery;
  const title = renderTerminal(given.title);
  return {
    to: lost.email,
    subject: `${title}: the code to recover ${name}`,
    text: [
      `Somebody has asked ${title} to replace your key of the package ${name},`,
      "",
      `    ${lost.key}`,
      "",
      "by the new key",
      "",
      `    ${key}`,
      "",
      "If it was you, and the fingerprint is that of your new key, run where that key is kept:",
      "",
      `    pak recover ${name} --code ${code}`,
      "",
      `The code works once, until ${challenge!.expires}. Then a notice of ${renderDays(notice)} begins, in which`,
      "the old key can veto; after it, run `pak recover` again to complete the change.",
      "",
      "If it was not you, keep the code to yourself and do nothing, or put an end to it with your key:",
      "",
      `    pak recover ${name} --veto`,
    ].join("\n"),
  };
}

/**
 * Who does what next with a recovery that is under way, and until when.
 *
 * @param landed when the catalog took the answer, where there is one
 * @param notice days
 */
export function renderRecoveryState(recovery: Recovery, landed: Date, notice: number): string {
  const { name, key, lost, challenge } = recovery;
  const veto = `whoever has the old key can end it: pak recover ${name} --veto`;
  switch (stageOf(recovery)) {
    case "requested":
      return `the recovery of ${name} by ${key} was requested at ${recovery.requested}; a maintainer mails a code to ${lost.email} next; ${veto}`;
    case "challenged":
      return `a code for ${key} was mailed to ${lost.email}; give it until ${challenge!.expires}: pak recover ${name} --code CODE; ${veto}`;
    case "answered":
      return `the code for ${key} was given; run pak recover ${name} again from ${renderInstant(noticeEnd(recovery, landed, notice))}; until it is completed, ${veto}`;
    case "vetoed":
      return `the recovery of ${name} was vetoed at ${recovery.vetoed}`;
    case "completed":
      return `the recovery of ${name} was completed at ${recovery.completed}`;
  }
}

function renderDays(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}
