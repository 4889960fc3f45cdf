import type { PakError } from "../../errors.ts";
import type { Release, Releases } from "../../model/release/release.ts";
import type { Cooldown } from "../../model/upstream/cooldown.ts";
import type { Recorded } from "../../model/upstream/record.ts";
import type { Skipped } from "../../model/upstream/upstream.ts";

/** What noticing depends on beside the upstream. */
export interface NoticeTools {
  readonly now: Date;
  readonly cooldown: Cooldown;
}

/** What an upstream has that is new, and what is wrong with it. */
export interface Noticed extends Recorded {
  readonly releases: readonly Release[];
  readonly repository?: NonNullable<Releases["repository"]>;
  readonly skipped: Skipped;
  /** Why versions could not be taken. */
  readonly refused: readonly PakError[];
}
