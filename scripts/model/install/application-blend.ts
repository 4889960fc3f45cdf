import { type Finding, finding } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { blend } from "../manifest/blend.ts";
import { isPlainPath } from "../name/portable.ts";
import { FIELD_CHECKS } from "../override/fields.ts";
import { parseApplication } from "./application.ts";
import { isToolFile } from "./destination.ts";
import { blendPakMember } from "./own-manifest.ts";

/**
 * What the application alone decides: what it is and says when it is published, what it depends on and from where,
 * where its files are, what it changes in packages, and what runs. The last three are keys that reach an object's
 * prototype. `import` and `render` are left, and whatever neither Pak nor npm knows.
 */
const APPLICATION_FIELDS: ReadonlySet<string> = new Set(
  [
    ...FIELD_CHECKS.keys(),
    ...["devDependencies", "peerDependencies", "override", "overrides", "catalogs", "profile"],
    ...["endpoint", "email", "owner", "owners", "publish", "publishConfig", "private", "pak"],
    ...["scripts", "script", "bin", "main", "config", "workspaces", "engines", "$schema"],
    ...["__proto__", "constructor", "prototype"],
  ].filter(field => !["import", "render"].includes(field)),
);

/**
 * An application's `pak.json` after a package was installed: the manifest's `blend` is blended over it. Fields of the
 * application alone are left out with a warning, whatever their prefix; `import` is set only where it is absent.
 *
 * Source: `blendSpec` of the original program, which let a package change anything.
 */
export function blendIntoApplication(
  document: JsonObject,
  manifest: JsonObject,
): { document: JsonObject; findings: Finding[] } {
  const findings: Finding[] = [];
  let result = document;
  for (const [key, value] of Object.entries(isJsonObject(manifest.blend) ? manifest.blend : {})) {
    if (bareOf(key) === "import" && blendPakMember(document).import !== undefined) continue;
    const blended = blend(result, { [key]: value });
    if (isAllowed(key, value) && isAsRight(blended, result)) result = blended;
    else findings.push(fieldFinding(manifest, key));
  }
  return { document: result, findings };
}

function isAllowed(key: string, value: Json): boolean {
  return !APPLICATION_FIELDS.has(bareOf(key)) && !reachesPrototype(value);
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

/** Nothing in the document becomes wrong: an `import` that is no truth value. */
function isAsRight(after: JsonObject, before: JsonObject): boolean {
  return parseApplication(after).findings.length <= parseApplication(before).findings.length;
}

function fieldFinding({ name }: JsonObject, key: string): Finding {
  const field = JSON.stringify(key.slice(0, 60));
  return finding("BLEND_FIELD", `${showName(name)} may not set ${field} in the application's pak.json`, {
    severity: "warning",
    pointer: ["blend", key],
    fix: "set it yourself if you want it",
  });
}

/** Files that packages of the original program manage: what they say of themselves is enough for these. */
const KNOWN_MANAGED: ReadonlySet<string> = new Set(["esp.json", "expansive.json"]);

/**
 * The files of the application that a package's `manage` names, to blend its own files of the same name into: JSON
 * files at the top. Hidden ones and those that tell programs what to run are left out with a warning, and so is any
 * that the package alone names: others than those of the original program take the catalog's or the person's word.
 *
 * @param vouched the manifest without what the package says of itself
 */
export function listManaged(
  manifest: JsonObject,
  vouched: JsonObject,
): { paths: string[]; findings: Finding[] } {
  const names = listNames(manifest);
  const trusted = new Set<Json>([...KNOWN_MANAGED, ...listNames(vouched)]);
  const isRight = (name: Json): name is string => trusted.has(name) && isManageable(name);
  const refused = names.filter(name => !isRight(name));
  return {
    paths: [...new Set(names.filter(isRight))],
    findings: refused.map(name =>
      finding(
        "MANAGE_PATH",
        `${showName(manifest.name)} may not change ${JSON.stringify(name).slice(0, 80)} of the application`,
        {
          severity: "warning",
          pointer: ["manage"],
          expected: "a .json file at the top that sets up no program's commands",
          fix: "name it in pak.json, under override, if you want it",
        },
      ),
    ),
  };
}

function listNames({ manage }: JsonObject): readonly Json[] {
  return manage === undefined ? [] : [manage].flat();
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
