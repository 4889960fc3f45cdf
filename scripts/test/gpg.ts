import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Whether stock gpg is here; without it a test is skipped aloud. */
export const hasGpg = spawnSync("gpg", ["--version"]).status === 0;

/** A keyring of its own, in a folder that goes away with the test. */
export interface Keyring {
  /** GNUPGHOME. */
  readonly home: string;
  /** Makes an Ed25519 key without a passphrase; its fingerprint. */
  makeKey(name: string, expires?: string): string;
  exportKey(fingerprint: string): string;
  run(words: readonly string[], input?: string): string;
}

/** An empty keyring of stock gpg. */
export function makeKeyring(): Keyring {
  // gpg's agent listens on a socket in this folder, whose path has to stay short.
  const home = mkdtempSync(join(tmpdir(), "g-"));
  onTestFinished(() => {
    spawnSync("gpgconf", ["--homedir", home, "--kill", "all"]);
    rmSync(home, { recursive: true, force: true });
  });
  const run = (words: readonly string[], input = "") =>
    execFileSync("gpg", ["--homedir", home, "--batch", "--quiet", "--no-tty", ...words], {
      encoding: "utf8",
      input,
      stdio: ["pipe", "pipe", "pipe"],
    });
  return {
    home,
    run,
    exportKey: fingerprint => run(["--armor", "--export", fingerprint]),
    makeKey(name, expires = "never") {
      const who = `${name} <${name}@example.org>`;
      run(["--passphrase", "", "--quick-generate-key", who, "ed25519", "sign", expires]);
      const listed = run(["--with-colons", "--list-keys", `=${who}`]);
      return /^fpr:+([0-9A-F]{40}):/m.exec(listed)![1]!;
    },
  };
}
