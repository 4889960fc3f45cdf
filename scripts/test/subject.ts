import type { Subject } from "../builders/builder.ts";
import { OUTPUT_PLACE, SOURCE_PLACE } from "../model/build/plan.ts";

/** What a builder is told of a package `foo` 1.0.0 with these files, in a sandbox; any field can be replaced. */
export function aSubject(files: Readonly<Record<string, string>>, fields: Partial<Subject> = {}): Subject {
  return {
    name: "foo",
    version: "1.0.0",
    manifest: {},
    recipe: {},
    paths: Object.keys(files).sort(),
    places: { source: SOURCE_PLACE, output: OUTPUT_PLACE },
    read: path => files[path],
    readRegistries: async () => ({ registry: "https://registry.example/", scopes: {} }),
    packSource: async () => ({ place: "/build/.pak/foo-1.0.0.tar.gz", sha256: "0".repeat(64) }),
    ...fields,
  };
}

/** Steps as lines: `PHASE: PROGRAM ARGUMENT…`. */
export function renderSteps({
  steps,
}: {
  steps: readonly { phase: string; step: readonly string[] }[];
}): string[] {
  return steps.map(({ phase, step }) => `${phase}: ${step.join(" ")}`);
}

/** A subject whose steps see this machine's own folders. */
export const BARE = { places: { source: "/tmp/x/source", output: "/tmp/x/output" } };
