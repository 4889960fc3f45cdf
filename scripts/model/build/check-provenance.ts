import type { Finding } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject, withoutAbsent } from "../json.ts";
import { FIELD_CHECKS } from "../override/fields.ts";
import { isSha256 } from "../release/digests.ts";
import { isInstant } from "../text/instant.ts";
import type { SandboxKind } from "./build.ts";
import { checkPaper, isLink, isTool, MOST_TOOLS, readAt, UNREAD } from "./paper.ts";
import { type ProvenanceOrder, renderProvenance } from "./provenance.ts";
import type { Recipe } from "./recipe.ts";

/** What whoever releases a build knows of it without asking the build. */
export type KnownBuild = Pick<
  ProvenanceOrder,
  "name" | "version" | "endpoint" | "pin" | "patch" | "repository"
> & {
  readonly artifact: Pick<ProvenanceOrder["artifact"], "file" | "sha256">;
};

/**
 * Checks the provenance that an untrusted build wrote: every word is what `renderProvenance` makes of the known build
 * and of the few values that the build chooses itself, each of which is in order.
 */
export function checkProvenance(document: Json, known: KnownBuild): Finding[] {
  const definition = ["predicate", "buildDefinition"] as const;
  const run = ["predicate", "runDetails"] as const;
  const [external, internal] = ["externalParameters", "internalParameters"];
  const { builder, recipe } = readAt(document, isJsonObject, ...definition, external!) ?? {};
  const whole = { builder, ...(isJsonObject(recipe) ? recipe : {}) } as JsonObject;
  const order: ProvenanceOrder = {
    ...known,
    artifact: { ...known.artifact, size: 0 },
    recipe: isRecipe(whole, known.name) ? whole : ({ builder: UNREAD } as never),
    sandbox: readAt(document, isSandbox, ...definition, internal!, "sandbox") ?? (UNREAD as never),
    layers: readAt(document, isSha256, ...definition, internal!, "layers") ?? UNREAD,
    tools: readAt(document, isTools, ...run, "builder", "version") ?? {},
    started: readAt(document, isInstant, ...run, "metadata", "startedOn") ?? UNREAD,
    finished: readAt(document, isInstant, ...run, "metadata", "finishedOn") ?? UNREAD,
    log: {
      file: readAt(document, isFileName, ...run, "byproducts", 0, "name") ?? UNREAD,
      sha256: readAt(document, isSha256, ...run, "byproducts", 0, "digest", "sha256") ?? UNREAD,
      size: 0,
    },
    ...withoutAbsent({
      invocation: readAt(document, isLink, ...run, "metadata", "invocationId"),
    }),
  };
  return checkPaper("BUILD_PROVENANCE", document, renderProvenance(order));
}

function isRecipe(value: unknown, name: string): value is Recipe {
  return FIELD_CHECKS.get("build")!(value as Json, { name }).length === 0;
}

function isSandbox(value: unknown): value is SandboxKind {
  return value === "bubblewrap" || value === "none";
}

function isTools(value: unknown): value is Readonly<Record<string, string>> {
  if (!isJsonObject(value) || Object.keys(value).length > MOST_TOOLS) return false;
  return Object.entries(value).every(([name, version]) => isTool(name, version));
}

function isFileName(value: unknown): value is string {
  return typeof value === "string" && /^[0-9A-Za-z][\w.+-]{0,254}$/.test(value);
}
