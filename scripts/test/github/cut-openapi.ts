import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Cuts the paths in use, and what they refer to, out of GitHub's description of its API:
 * `node cut-openapi.ts api.github.com.json`, the file in the npm package `@octokit/openapi`.
 */
const USED: Readonly<Record<string, readonly string[]>> = {
  "/user": ["get"],
  "/repos/{owner}/{repo}": ["get"],
  "/repos/{owner}/{repo}/branches": ["get"],
  "/repos/{owner}/{repo}/compare/{basehead}": ["get"],
  "/repos/{owner}/{repo}/contents/{path}": ["get"],
  "/repos/{owner}/{repo}/forks": ["post"],
  "/repos/{owner}/{repo}/pulls": ["get", "post"],
  "/repos/{owner}/{repo}/pulls/{pull_number}": ["get", "patch"],
  "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches": ["post"],
  "/repos/{owner}/{repo}/issues/{issue_number}": ["get"],
  "/repos/{owner}/{repo}/issues/{issue_number}/comments": ["get", "post"],
  "/repos/{owner}/{repo}/issues/comments/{comment_id}": ["patch"],
  "/orgs/{org}/public_members/{username}": ["get"],
  "/users/{username}": ["get"],
};

type Node = { readonly [key: string]: unknown };

const [file = ""] = process.argv.slice(2);
const whole = JSON.parse(readFileSync(file, "utf8")) as {
  readonly openapi: string;
  readonly info: Node;
  readonly paths: Record<string, Node>;
  readonly components: Record<string, Record<string, unknown>>;
};
const components: Record<string, Record<string, unknown>> = {};
const paths = Object.fromEntries(
  Object.entries(USED).map(([path, methods]) => [
    path,
    Object.fromEntries(methods.map(method => [method, keep(whole.paths[path]![method])])),
  ]),
);
const cut = { openapi: whole.openapi, info: whole.info, paths, components };
writeFileSync(join(import.meta.dirname, "openapi.json"), `${JSON.stringify(cut, null, 1)}\n`);

/** A part without prose and without GitHub's own extensions; what it refers to is kept too. */
function keep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keep);
  if (typeof value !== "object" || value === null) return value;
  const { $ref } = value as { $ref?: unknown };
  if (typeof $ref === "string") keepComponent($ref);
  const kept = Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, inside]) => !(key === "description" && typeof inside === "string") && !key.startsWith("x-"),
      )
      .filter(([key]) => key !== "externalDocs" && key !== "tags")
      .map(([key, inside]) => [key, keep(inside)]),
  );
  if (kept.nullable !== true || kept.type !== undefined) return kept;
  // JSON Schema knows `nullable` beside a type only.
  const { nullable: _nullable, ...schema } = kept;
  return { anyOf: [schema, { type: "null" }] };
}

function keepComponent(reference: string): void {
  const [, , kind = "", name = ""] = reference.split("/");
  const kept = (components[kind] ??= {});
  if (Object.hasOwn(kept, name)) return;
  kept[name] = undefined;
  const component = whole.components[kind]![name];
  kept[name] = kind === "examples" ? component : keep(component);
}
