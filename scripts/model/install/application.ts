import { type Finding, finding, findingsAt, type Pointer } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { blend } from "../manifest/blend.ts";
import { isPlainPath } from "../name/portable.ts";
import { FIELD_CHECKS, fieldOf } from "../override/fields.ts";
import type { Change } from "../override/override.ts";
import { checkOverride } from "../override/rules.ts";
import { blendPakMember } from "./own-manifest.ts";

/** Folders relative to the application's, with forward slashes, none of them hidden. */
export interface Directories {
  /** Where files of packages are exported to. */
  readonly export: string;
  /** Where packages are installed. */
  readonly paks: string;
  readonly [name: string]: string;
}

/** An application: what its own `pak.json` asks for. */
export interface Application {
  readonly name?: string;
  readonly version?: string;
  /** Name to version expression. */
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  /** Whether packages export files into it. */
  readonly isImporting: boolean;
  readonly directories: Directories;
  readonly profile?: string;
  /** What it changes in a package's manifest, first to last. */
  overridesOf(name: string): readonly Change[];
}

const DEFAULT_DIRECTORIES: Directories = { export: "lib", paks: "paks" };

/** Places of the original program that are not folders inside the application. */
const FOREIGN_DIRECTORIES = ["top", "pakcache"];

/**
 * An application from its `pak.json`: the `pak` member is blended over the top, then `profiles[profile]`. What has
 * another shape than it should is left out and found, with a pointer into the document as it stands.
 *
 * Codes are `APPLICATION_…`, or those that the value would have in an override (`RANGE_SYNTAX`, `GLOB_…`).
 *
 * Source: `setup`, `installPak` and `getPakSetting` of the original program.
 */
export function parseApplication(document: JsonObject): { application: Application; findings: Finding[] } {
  const blended = blendPakMember(document);
  const profile = readMember(blended, "profile");
  const change =
    typeof profile === "string" ? readMember(readMember(blended, "profiles"), profile) : undefined;
  const whole = isJsonObject(change) ? blend(blended, change) : blended;
  const findings = [...CHECKS].flatMap(([field, check]) => {
    const value = readMember(field === "pak" ? document : whole, field);
    return value === undefined ? [] : findingsAt([field], check(value));
  });
  const places: Pointer[] = [...(typeof profile === "string" ? [["profiles", profile]] : []), ["pak"], []];
  return {
    application: buildApplication(whole),
    findings: findings.map(found => ({
      ...found,
      code: found.code.replace(/^OVERRIDE_/, "APPLICATION_"),
      pointer: locate(document, places, found.pointer ?? []),
    })),
  };
}

function buildApplication(whole: JsonObject): Application {
  const lines = ["name", "version", "profile"].map(field => [field, readMember(whole, field)] as const);
  const directories = listTexts(readMember(whole, "directories")).filter(
    ([key, path]) => !FOREIGN_DIRECTORIES.includes(key) && checkDirectory(path).length === 0,
  );
  return {
    ...Object.fromEntries(lines.filter(([, value]) => typeof value === "string")),
    dependencies: Object.fromEntries(listTexts(readMember(whole, "dependencies"))),
    optionalDependencies: Object.fromEntries(listTexts(readMember(whole, "optionalDependencies"))),
    isImporting: readMember(whole, "import") === true,
    directories: {
      ...DEFAULT_DIRECTORIES,
      ...Object.fromEntries(directories.map(([key, path]) => [key, trimSlashes(path)])),
    },
    overridesOf: name =>
      (["overrides", "override"] as const).flatMap(field =>
        ["*", name].flatMap(key => {
          const change = readMember(readMember(whole, field), key);
          return isJsonObject(change) ? [translateSettings(change, field)] : [];
        }),
      ),
  };
}

/**
 * The original's settings as plain changes: `nodeps`, `noblend`, `import: false`, and an `export` of nothing. In
 * `override` an `export` takes the place of the package's; in `overrides` it is blended as any field.
 */
function translateSettings(change: JsonObject, field: "overrides" | "override"): Change {
  const { nodeps, noblend, ...fields } = change;
  const { export: exported, ...others } = fields;
  const isEmpty =
    exported === null || exported === false || (Array.isArray(exported) && exported.length === 0);
  const isReplaced = exported !== undefined && (isEmpty || field === "override");
  return {
    ...(isReplaced ? { ...others, "=export": isEmpty ? [] : exported } : fields),
    ...(fields.import === false && { "=export": [] }),
    ...(nodeps === true && { "=dependencies": {}, "=optionalDependencies": {} }),
    ...(noblend === true && { "=blend": {}, "=manage": [], "=profile": null }),
  };
}

/** Whether a member of `override` is a setting that `translateSettings` knows and no field of a manifest. */
function isSetting(key: string, value: Json): boolean {
  if (key === "export") return value === null || value === false;
  return (key === "nodeps" || key === "noblend") && typeof value === "boolean";
}

const CHECKS: ReadonlyMap<string, (value: Json) => Finding[]> = new Map([
  ["name", checkLine],
  ["version", checkLine],
  ["profile", checkLine],
  ["pak", value => (isJsonObject(value) ? [] : typeFinding("an object"))],
  ["profiles", value => (isJsonObject(value) ? [] : typeFinding("an object of profiles"))],
  ["import", value => (typeof value === "boolean" ? [] : typeFinding("true or false"))],
  ["dependencies", value => FIELD_CHECKS.get("dependencies")!(value, { name: "" })],
  ["optionalDependencies", value => FIELD_CHECKS.get("optionalDependencies")!(value, { name: "" })],
  ["directories", checkDirectories],
  ["overrides", checkChanges],
  ["override", checkChanges],
]);

function checkLine(value: Json): Finding[] {
  return FIELD_CHECKS.get("title")!(value, { name: "" });
}

function checkDirectories(value: Json): Finding[] {
  if (!isJsonObject(value)) return typeFinding("an object of folders");
  const own = Object.entries(value).filter(([key]) => !FOREIGN_DIRECTORIES.includes(key));
  return own.flatMap(([key, path]) => findingsAt([key], checkDirectory(path)));
}

function checkDirectory(path: Json): Finding[] {
  const isRight =
    typeof path === "string" && isPlainPath(trimSlashes(path)) && !/(?:^|\/)\./.test(trimSlashes(path));
  const expected = "a folder inside the application that is not hidden, such as lib";
  return isRight
    ? []
    : [finding("APPLICATION_DIRECTORY", "the folder is not one of the application", { expected })];
}

/** Changes are checked as the catalog's are. */
function checkChanges(value: Json): Finding[] {
  if (!isJsonObject(value)) return typeFinding("an object of packages, each with fields of its manifest");
  return Object.entries(value).flatMap(([name, change]) => {
    const fields = isJsonObject(change)
      ? Object.fromEntries(Object.entries(change).filter(([key, field]) => !isSetting(key, field)))
      : change;
    const found = checkOverride({ "owner/repository": { "*": fields } }, { name });
    return findingsAt(
      [name],
      found.map(each => ({ ...each, pointer: each.pointer?.slice(2) ?? [] })),
    );
  });
}

function typeFinding(expected: string): Finding[] {
  return [finding("APPLICATION_TYPE", "the value has another shape than this field", { expected })];
}

/** Where in the document a blended value comes from: the last of the places that has it, or what holds it. */
function locate(document: JsonObject, places: readonly Pointer[], pointer: Pointer): Pointer {
  for (const place of places) {
    const found = follow(document, [...place, ...pointer]);
    if (found !== undefined) return found;
  }
  return pointer.length === 0 ? [] : locate(document, places, pointer.slice(0, -1));
}

/** The pointer as the document spells it: with the prefixes of its keys. */
function follow(value: Json | undefined, [step, ...rest]: Pointer): Pointer | undefined {
  if (step === undefined) return [];
  if (typeof value !== "object" || value === null) return undefined;
  const keys = Object.keys(value);
  const key = keys.find(other => other === String(step)) ?? keys.find(other => fieldOf(other) === step);
  const way = key === undefined ? undefined : follow((value as JsonObject)[key], rest);
  return way && [Array.isArray(value) ? step : key!, ...way];
}

/** A member of its own, never one that every object inherits. */
function readMember(value: Json | undefined, key: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function listTexts(value: Json | undefined): [string, string][] {
  return isJsonObject(value)
    ? Object.entries(value).filter((member): member is [string, string] => typeof member[1] === "string")
    : [];
}

/** `./lib/` is `lib`. */
function trimSlashes(path: string): string {
  return path.replace(/^(?:\.\/)+|\/+$/g, "");
}
