import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import type { Change } from "../override/override.ts";
import { blend } from "./blend.ts";

/**
 * Where fields of a manifest come from, in the order in which they are blended (design, section 5): the package's
 * own manifest, the catalog's entry, the recorded release, the catalog's override, `~/.pak/overrides`, and the
 * application's own `pak.json`.
 */
export const LAYER_NAMES = ["package", "entry", "release", "catalog", "user", "application"] as const;

export type LayerName = (typeof LAYER_NAMES)[number];

/** What one layer says; a later layer wins. */
export interface Layer {
  readonly name: LayerName;
  readonly change: Change;
}

/** The manifest that layers make, the first one below all others. */
export function blendLayers(layers: readonly Layer[]): JsonObject {
  return layers.reduce<JsonObject>((manifest, { change }) => blend(manifest, change), {});
}

/** One value of a manifest and the layers that made it. */
export interface Explained {
  /** Keys from the manifest's top, joined by dots: `dependencies.jquery`. */
  readonly field: string;
  readonly value: Json;
  /** Every layer that changed the value; the last one set what it is. */
  readonly layers: readonly LayerName[];
}

/** For every value of the manifest that layers make, which of them changed it; lists and texts are one value. */
export function explainLayers(layers: readonly Layer[]): Explained[] {
  const history = new Map<string, LayerName[]>();
  let manifest: JsonObject = {};
  let values = new Map<string, Json>();
  for (const { name, change } of layers) {
    manifest = blend(manifest, change);
    const now = listValues(manifest);
    for (const [field, value] of now) {
      if (values.has(field) && JSON.stringify(values.get(field)) === JSON.stringify(value)) continue;
      history.set(field, [...(values.has(field) ? (history.get(field) ?? []) : []), name]);
    }
    values = now;
  }
  return [...values].map(([field, value]) => ({ field, value, layers: history.get(field) ?? [] }));
}

/** The values of a manifest by their fields; what is empty is a value too. */
function listValues(object: JsonObject, prefix = ""): Map<string, Json> {
  const values = new Map<string, Json>();
  for (const [key, value] of Object.entries(object)) {
    const field = prefix + key;
    if (!isJsonObject(value) || Object.keys(value).length === 0) values.set(field, value);
    else for (const [inside, found] of listValues(value, `${field}.`)) values.set(inside, found);
  }
  return values;
}
