import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";

interface Reference {
  readonly $ref?: string;
}

interface Content {
  readonly schema: object;
  readonly examples?: Readonly<Record<string, Reference & { readonly value?: Reference }>>;
}

interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: Readonly<Record<string, Content>> }>
  >;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
  };
}

/** GitHub's own description of its API, cut to the paths in use (cut-openapi.ts). */
const description = JSON.parse(
  readFileSync(join(import.meta.dirname, "openapi.json"), "utf8"),
) as Description;

// OpenAPI 3.0 is a dialect: `nullable`, `example` and unknown formats are no errors.
const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema({ $id: "github", components: description.components });
const compiled = new Map<object, ValidateFunction>();

/** What one request may say and what may be answered, by GitHub's description. */
export interface DescribedOperation {
  readonly id: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Why a request's body is not what the description asks for; none when it is. */
  checkRequest(body: unknown): string[];
  /** Why an answer is not one that the description has. */
  checkAnswer(status: number, body: unknown): string[];
  /** GitHub's example of an answer. */
  exampleOf(status: number): Record<string, unknown>;
}

/** Finds the operation of a request; `undefined` when GitHub has none, or nobody has cut it out. */
export function describeOperation(method: string, path: string): DescribedOperation | undefined {
  for (const [pattern, operations] of Object.entries(description.paths)) {
    const parameters = matchPath(pattern, path);
    const operation = operations[method.toLowerCase()];
    if (parameters === undefined || operation === undefined) continue;
    return {
      id: operation.operationId,
      parameters,
      checkRequest: body =>
        check(operation.requestBody?.content["application/json"]?.schema, body, "request"),
      checkAnswer(status, body) {
        const answer = operation.responses[String(status)];
        if (answer === undefined) return [`GitHub never answers ${status} to ${operation.operationId}`];
        return check(answer.content?.["application/json"]?.schema, body, "answer");
      },
      exampleOf(status) {
        const examples = operation.responses[String(status)]?.content?.["application/json"]?.examples ?? {};
        const [first] = Object.values(examples);
        const name = (first?.$ref ?? first?.value?.$ref)?.split("/").at(-1) ?? "";
        return structuredClone(description.components.examples[name]?.value) as Record<string, unknown>;
      },
    };
  }
  return undefined;
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const names = [...pattern.matchAll(/\{(\w+)\}/g)].map(match => match[1]!);
  const source = pattern.replace(/\{(\w+)\}/g, (_, name) => (name === "path" ? "(.+)" : "([^/]+)"));
  const found = new RegExp(`^${source}$`).exec(path);
  if (found === null) return undefined;
  return Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(found[at + 1]!)]));
}

function check(schema: object | undefined, body: unknown, what: string): string[] {
  if (schema === undefined) return body === undefined ? [] : [`a ${what} with a body where none belongs`];
  let validate = compiled.get(schema);
  if (validate === undefined) {
    // References of the description are to itself.
    const text = JSON.stringify(schema).replaceAll('"#/components', '"github#/components');
    compiled.set(schema, (validate = ajv.compile(JSON.parse(text) as object)));
  }
  if (validate(body)) return [];
  return (validate.errors ?? []).map(error => `${what} ${error.instancePath} ${error.message}`);
}
