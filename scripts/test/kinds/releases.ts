import type { JsonObject } from "../../model/json.ts";
import type { Release } from "../../model/release/release.ts";
import { checkReleases } from "../../model/release/rules.ts";
import type { Kind } from "./kind.ts";

const releases: Kind = (input, row) => {
  const { previous_releases } = (row.context ?? {}) as { previous_releases?: Release[] };
  const context = previous_releases === undefined ? {} : { previous: previous_releases };
  return checkReleases(input as JsonObject, context).map(found => found.code);
};
export default releases;
