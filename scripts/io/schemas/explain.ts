import { createRequire } from "node:module";
import { join } from "node:path";
import type { ErrorObject } from "ajv";
import type { Ajv2020 } from "ajv/dist/2020.js";
import { type Finding, finding } from "../../model/finding.ts";

/** What a schema has against a document, in words, each with its place. */
export function explainErrors(
  tool: string,
  schemas: ReadonlyMap<string, object>,
  name: string,
  document: unknown,
): Finding[] {
  const { Ajv2020: Ajv } = createRequire(join(tool, "package.json"))("ajv/dist/2020.js") as {
    Ajv2020: typeof Ajv2020;
  };
  const ajv = new Ajv({ strict: true, strictRequired: false, allErrors: true, verbose: true });
  for (const schema of schemas.values()) ajv.addSchema(schema);
  const validate = ajv.getSchema(`urn:pak-catalog:schema:${name}`);
  if (validate === undefined || validate(document)) return [];
  const errors = (validate.errors ?? []) as ErrorObject[];
  // Of alternatives, only what no deeper error explains is said: "must match a schema in anyOf" helps nobody.
  const telling = errors.filter(error => !["anyOf", "if", "oneOf"].includes(error.keyword));
  return (telling.length > 0 ? telling : errors).slice(0, 20).map(explainError);
}

function explainError(error: ErrorObject): Finding {
  const pointer = error.instancePath
    .split("/")
    .slice(1)
    .map(part => part.replace(/~1/g, "/").replace(/~0/g, "~"));
  const { additionalProperty, missingProperty } = error.params as Record<string, string | undefined>;
  if (additionalProperty !== undefined) {
    const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
    return finding("SCHEMA", `${JSON.stringify(additionalProperty)} is no field here`, {
      pointer: [...pointer, additionalProperty],
      expected: known.slice(0, 30).join(", "),
      fix: "remove it",
    });
  }
  const { title = "the value" } = (error.parentSchema ?? {}) as { title?: string };
  return finding(
    "SCHEMA",
    `${title}: ${missingProperty === undefined ? error.message : `${missingProperty} is missing`}`,
    {
      pointer,
      ...(error.keyword === "pattern"
        ? { expected: String((error.params as { pattern: string }).pattern) }
        : {}),
    },
  );
}
