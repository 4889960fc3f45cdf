import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Debian's Chromium, or another that CHROMIUM names. */
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Without one, what needs it is skipped aloud. */
export const hasChromium = existsSync(CHROMIUM);

/** Starts Chromium; it asks nobody but the pages that a test opens. */
export function startChromium(): Promise<Browser> {
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  return chromium.launch({ executablePath: CHROMIUM, args });
}
