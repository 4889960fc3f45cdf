import { parseEndpoint } from "../entry/endpoint.ts";
import type { Entry } from "../entry/entry.ts";

/** What rules across entries need to know of one; small, because a catalog holds 100,000. */
export interface PackageFact {
  readonly name: string;
  /** The name an alias points at within this catalog. */
  readonly target?: string;
  readonly isRetracted?: true;
  /** Fingerprints of its owners' keys. */
  readonly keys?: readonly string[];
}

/** The facts of an entry that has passed its own rules. */
export function makeFact(entry: Entry): PackageFact {
  const endpoint = entry.endpoint.startsWith("@") ? parseEndpoint(entry.endpoint) : undefined;
  const keys = entry.owners?.flatMap(owner => owner.key ?? []) ?? [];
  return {
    name: entry.name,
    ...(endpoint?.kind === "alias" && endpoint.source === "pak" ? { target: endpoint.name } : {}),
    ...(entry.retracted === undefined ? {} : { isRetracted: true as const }),
    ...(keys.length === 0 ? {} : { keys }),
  };
}
