import { isJsonObject, type Json, type JsonObject } from "../json.ts";

/** What stands before a key of a change: add, remove, replace, set only if absent. */
type Prefix = "+" | "-" | "=" | "?" | "";

/**
 * Blends a change into a manifest and gives a new one; neither is altered.
 *
 * | the manifest has | no prefix | `+` | `-` | `=` | `?` |
 * |---|---|---|---|---|---|
 * | nothing, null | sets | sets | nothing | sets | sets (null stays) |
 * | a text | replaces | appends after a blank | cuts the first occurrence; an emptied key goes | replaces | stays |
 * | a list | replaces | appends what is not in it | removes the first occurrence of each | replaces | stays |
 * | an object | merges an object, else stays | the same | stays | replaces | stays |
 * | a number, true, false | replaces | replaces | nothing | replaces | stays |
 *
 * Prefixes work at every depth. A list that is set drops texts that stand in it twice. `=` with an object
 * keeps prefixed keys as they are written. Key order is that of the manifest, then of the change.
 *
 * Source: `blend` with `combine` of the original program; `cases/blend.json` holds its answers.
 */
export function blend(manifest: JsonObject, change: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...manifest };
  for (const [prefixed, value] of Object.entries(change)) {
    const prefix = /^[+\-=?]/.test(prefixed) ? (prefixed[0] as Prefix) : "";
    const key = prefixed.slice(prefix.length);
    const blended = blendValue(Object.hasOwn(result, key) ? result[key] : undefined, value, prefix);
    if (blended === undefined) delete result[key];
    else result[key] = blended;
  }
  return result;
}

/** The new value of a key; `undefined` takes the key away. */
function blendValue(old: Json | undefined, value: Json, prefix: Prefix): Json | undefined {
  if (prefix === "?") return old === undefined ? settle(value) : old;
  if (prefix === "=") return Array.isArray(value) ? dropTwins(value) : value;
  if (prefix === "-") return subtract(old, value);
  if (isJsonObject(old)) return isJsonObject(value) ? blend(old, value) : old;
  if (prefix === "+") {
    if (typeof old === "string" && typeof value === "string") return `${old} ${value}`;
    if (Array.isArray(old)) return append(old, Array.isArray(value) ? value : [value]);
  }
  return settle(value);
}

/** A value where nothing was: prefixes inside it act on nothing, lists lose twins. */
function settle(value: Json): Json {
  if (Array.isArray(value)) return dropTwins(value);
  return isJsonObject(value) ? blend({}, value) : value;
}

function subtract(old: Json | undefined, value: Json): Json | undefined {
  if (typeof old === "string" && typeof value === "string") return old.replace(value, () => "") || undefined;
  if (!Array.isArray(old)) return old;
  const rest = [...old];
  for (const item of Array.isArray(value) ? value : [value]) {
    const at = rest.indexOf(item);
    if (at >= 0) rest.splice(at, 1);
  }
  return rest;
}

function append(old: readonly Json[], items: readonly Json[]): Json[] {
  const result = [...old];
  for (const item of items) if (!result.includes(item)) result.push(item);
  return result;
}

function dropTwins(items: readonly Json[]): Json[] {
  return append([], items);
}
