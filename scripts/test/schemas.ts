import { Ajv2020 } from "ajv/dist/2020.js";
import { idOf, readSchemas } from "../io/schemas/guards.ts";
import { TOOL } from "./world.ts";

/** Every schema of the catalog by its name. */
export const schemas = readSchemas(TOOL);

const ajv = new Ajv2020({ strict: true, strictRequired: false });
for (const schema of schemas.values()) ajv.addSchema(schema);

/** What of a document does not fit a schema, in words; `undefined` when it fits. */
export function validate(name: string, document: unknown): string | undefined {
  const guard = ajv.getSchema(idOf(name))!;
  return guard(document) ? undefined : ajv.errorsText(guard.errors);
}
