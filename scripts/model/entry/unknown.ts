import { type Finding, finding } from "../finding.ts";
import type { Json, JsonObject } from "../json.ts";

/** Keys that reach an object's prototype. */
const DANGEROUS = new Set(["__proto__", "constructor", "prototype"]);

/** Fields of an object that are not among the known ones. */
export function listUnknown(
  object: JsonObject,
  known: readonly string[],
  pointer: readonly (string | number)[] = [],
): Finding[] {
  const findings: Finding[] = [];
  for (const field of Object.keys(object)) {
    if (known.includes(field) || DANGEROUS.has(field)) continue;
    findings.push(
      finding("ENTRY_UNKNOWN_FIELD", `${JSON.stringify(field.slice(0, 60))} is no field here`, {
        pointer: [...pointer, field],
        expected: `one of ${known.join(", ")}`,
        fix: "remove it",
      }),
    );
  }
  return findings;
}

/** Keys that are dangerous as object keys, at any depth of a document that some other reader parsed. */
export function listDangerous(value: Json, pointer: readonly (string | number)[] = []): Finding[] {
  if (typeof value !== "object" || value === null) return [];
  const findings: Finding[] = [];
  for (const key of Object.keys(value)) {
    const isKey = !Array.isArray(value) && DANGEROUS.has(key);
    if (isKey)
      findings.push(
        finding("JSON_DANGEROUS_KEY", `the key ${key} is refused`, {
          pointer: [...pointer, key],
          fix: "remove it",
        }),
      );
    const inside = (value as Record<string, Json>)[key]!;
    if (typeof inside === "object") findings.push(...listDangerous(inside, [...pointer, key]));
  }
  return findings;
}
