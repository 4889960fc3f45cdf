import { overridePath } from "../name/paths.ts";
import type { PackageParts } from "./build.ts";

/** What the original Pak reads of one name, at `pak/NAME.json`. */
export interface PakAnswer {
  /** As stored; the program follows `@npm:NAME` and `@TARGET` itself. */
  readonly endpoint: string;
  /** An absolute address. */
  readonly override?: string;
}

/**
 * The answer to Pak 1.0.7, whose user's `pakrc` names `SITE/pak/${NAME}.json`.
 *
 * Source: `locatePak` of the original program.
 *
 * @param site the published site's address, with a slash at the end
 */
export function buildPakAnswer({ entry, override }: PackageParts, site: string): PakAnswer {
  return {
    endpoint: entry.endpoint,
    ...(override === undefined ? {} : { override: site + overridePath(entry.name) }),
  };
}
