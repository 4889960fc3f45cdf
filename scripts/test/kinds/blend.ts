import type { JsonObject } from "../../model/json.ts";
import { blend } from "../../model/manifest/blend.ts";
import type { Kind } from "./kind.ts";

/** Compares texts: key order counts. */
const kind: Kind = (input, row) => {
  const { manifest, change } = input as { manifest: JsonObject; change: JsonObject };
  return JSON.stringify(blend(manifest, change)) === JSON.stringify(row.result) ? [] : ["WRONG_RESULT"];
};
export default kind;
