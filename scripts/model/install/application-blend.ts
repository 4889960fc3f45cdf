import { type Finding, finding } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { blend } from "../manifest/blend.ts";
import { parseApplication } from "./application.ts";
import { isPlainPath, isToolFile } from "./destination.ts";

/**
 * What the application alone decides: what it is, what it depends on and from where, what it changes in packages,
 * and what runs. The last three are keys that reach an object's prototype.
 */
const APPLICATION_FIELDS = new Set([
  ...["name", "version", "dependencies", "optionalDependencies", "devDependencies", "peerDependencies"],
  ...["override", "overrides", "catalogs", "scripts", "script", "bin", "pak", "publish"],
  ...["__proto__", "constructor", "prototype"],
]);

/** What a profile may not set besides when it comes from a package: it is blended when the application is read. */
const PROFILE_FIELDS = new Set([...APPLICATION_FIELDS, "directories", "profile", "profiles"]);

/**
 * An application's `pak.json` after a package was installed: the manifest's `blend` is blended over it, and
 * `profile` is set where there is none. Fields of the application alone are left out with a warning, whatever their
 * prefix, and so is a field that would move the installed packages, or make the document wrong: a folder outside, a
 * profile that is no text.
 *
 * Source: `blendSpec` of the original program, which let a package change anything.
 */
export function blendIntoApplication(
  document: JsonObject,
  manifest: JsonObject,
): { document: JsonObject; findings: Finding[] } {
  const fields = isJsonObject(manifest.blend) ? Object.entries(manifest.blend) : [];
  if (typeof manifest.profile === "string") fields.push(["?profile", manifest.profile]);
  const findings: Finding[] = [];
  let result = document;
  for (const [key, value] of fields) {
    const blended = blend(result, { [key]: value });
    if (isAllowed(key, value) && isAsRight(blended, result)) result = blended;
    else findings.push(fieldFinding(manifest, key));
  }
  return { document: result, findings };
}

function isAllowed(key: string, value: Json): boolean {
  if (APPLICATION_FIELDS.has(bareOf(key)) || reachesPrototype(value)) return false;
  if (bareOf(key) !== "profiles") return true;
  if (!isJsonObject(value)) return false;
  return Object.values(value).every(
    profile =>
      isJsonObject(profile) && Object.keys(profile).every(field => !PROFILE_FIELDS.has(bareOf(field))),
  );
}

/** A key without prefixes: one that is blended now may hide another that is blended later. */
function bareOf(key: string): string {
  return key.replace(/^[+\-=?]+/, "");
}

function reachesPrototype(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(
    ([key, inside]) => bareOf(key) === "__proto__" || reachesPrototype(inside),
  );
}

/** Where packages are stays too: what has a package's name there is replaced. */
function isAsRight(after: JsonObject, before: JsonObject): boolean {
  const [then, now] = [parseApplication(before), parseApplication(after)];
  const isMoved = now.application.directories.paks !== then.application.directories.paks;
  return !isMoved && now.findings.length <= then.findings.length;
}

function fieldFinding({ name }: JsonObject, key: string): Finding {
  const field = JSON.stringify(key.slice(0, 60));
  return finding("BLEND_FIELD", `${showName(name)} may not set ${field} in the application's pak.json`, {
    severity: "warning",
    pointer: ["blend", key],
    fix: "set it yourself if you want it",
  });
}

/**
 * The files of the application that a package's `manage` names, to blend its own files of the same name into: JSON
 * files at the top. Hidden ones and those that tell programs what to run are left out with a warning.
 */
export function listManaged(manifest: JsonObject): { paths: string[]; findings: Finding[] } {
  const names: readonly Json[] = manifest.manage === undefined ? [] : [manifest.manage].flat();
  const paths = names.filter(isManageable);
  const refused = names.filter(name => !isManageable(name));
  return {
    paths: [...new Set(paths)],
    findings: refused.map(name =>
      finding(
        "MANAGE_PATH",
        `${showName(manifest.name)} may not change ${JSON.stringify(name).slice(0, 80)} of the application`,
        {
          severity: "warning",
          pointer: ["manage"],
          expected: "a .json file at the top that sets up no program's commands",
        },
      ),
    ),
  };
}

function isManageable(name: Json): name is string {
  return (
    typeof name === "string" && /^[^./][^/]*\.json$/.test(name) && isPlainPath(name) && !isToolFile(name)
  );
}

/** An application's managed file with a package's blended over it; `current` is `undefined` where it has none. */
export function blendManaged(current: JsonObject | undefined, theirs: JsonObject): JsonObject {
  return blend(current ?? {}, theirs);
}

function showName(name: Json | undefined): string {
  return typeof name === "string" ? name : "a package";
}
