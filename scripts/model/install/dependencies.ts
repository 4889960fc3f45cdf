import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import type { PackageWord } from "./package-word.ts";
import type { ResolvedPackage } from "./resolve.ts";

const FIELDS = ["dependencies", "optionalDependencies"] as const;

/**
 * `pak.json` with the named packages among its dependencies: under the name that aliases lead to, by name, each with
 * the expression that was typed or stood there, or else with the versions that are compatible with the chosen one.
 *
 * @param isOptional whether they are wanted among the optional ones
 */
export function saveDependencies(
  document: JsonObject,
  words: readonly PackageWord[],
  {
    choices,
    aliases,
  }: {
    readonly choices: ReadonlyMap<string, ResolvedPackage>;
    readonly aliases: ReadonlyMap<string, string>;
  },
  isOptional: boolean,
): JsonObject {
  let saved = document;
  for (const { asked, kind, name, expression } of words) {
    const resolved = aliases.get(asked) ?? name;
    const key = kind === undefined ? resolved : asked;
    const choice = choices.get(resolved);
    if (choice === undefined) continue;
    const [field, other] =
      isOptional || readMap(saved.optionalDependencies)[key] !== undefined ? [...FIELDS].reverse() : FIELDS;
    const { [key]: moved, ...others } = readMap(saved[other!]);
    const before = readMap(saved[field!])[key] ?? moved;
    const entries = {
      ...readMap(saved[field!]),
      [key]: expression ?? before ?? `^${choice.release.version}`,
    };
    if (moved !== undefined) saved = { ...saved, [other!]: others };
    if (moved !== undefined || entries[key] !== before) saved = { ...saved, [field!]: sortByName(entries) };
  }
  return saved;
}

/** `pak.json` without packages among its dependencies, by every name in the set. */
export function dropDependencies(document: JsonObject, names: ReadonlySet<string>): JsonObject {
  const kept = FIELDS.flatMap(field => {
    if (!isJsonObject(document[field])) return [];
    const entries = Object.entries(document[field]).filter(([name]) => !names.has(name));
    return [[field, Object.fromEntries(entries)]];
  });
  return { ...document, ...Object.fromEntries(kept) };
}

function readMap(value: Json | undefined): Readonly<Record<string, Json>> {
  return isJsonObject(value) ? value : {};
}

function sortByName(map: Readonly<Record<string, Json>>): JsonObject {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
