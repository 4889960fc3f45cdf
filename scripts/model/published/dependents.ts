import type { DependentsDocument } from "./package-document.ts";

type Dependent = DependentsDocument["dependents"][number];

/** `api/v1/dependents/NAME.json`; sorted by name in code-unit order. */
export function buildDependents(name: string, dependents: readonly Dependent[]): DependentsDocument {
  return {
    $schema: "../../../schemas/dependents.schema.json",
    name,
    dependents: [...dependents].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** The dependents of one package after `dependent` states another expression, or none any more. */
export function updateDependents(
  document: DependentsDocument,
  dependent: string,
  expression: string | undefined,
): DependentsDocument {
  const others = document.dependents.filter(other => other.name !== dependent);
  return buildDependents(
    document.name,
    expression === undefined ? others : [...others, { name: dependent, expression }],
  );
}
