import { parseStoredEndpoint } from "../entry/endpoint.ts";
import type { PackageParts } from "./build.ts";

/** What Bower reads of one name, at `packages/NAME`, and of many in its lists. */
export interface BowerAnswer {
  readonly name: string;
  /** A git repository. */
  readonly url: string;
}

/**
 * The answer to Bower 1.8, or `undefined` for what lies in no git repository: Bower knows nothing else.
 *
 * Source: `bower-registry-client`, whose server is `SITE`.
 *
 * @param target the package that the name leads to: itself unless it is an alias
 */
export function buildBowerAnswer(name: string, { entry }: PackageParts): BowerAnswer | undefined {
  return parseStoredEndpoint(entry.endpoint)?.kind === "git" ? { name, url: entry.endpoint } : undefined;
}
