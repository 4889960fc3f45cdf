import type { Pin } from "../install/selection.ts";
import { renderHex } from "../release/digests.ts";
import type { BuildFile, SandboxKind } from "./build.ts";
import { renderNpmPurl } from "./purl.ts";
import type { Recipe } from "./recipe.ts";

/**
 * How every build of a catalog goes: the source of `resolvedDependencies` is fetched and proved, its `patch` is applied,
 * and the recipe (`externalParameters`: `builder`, and what of `steps`, `test` and `files` differs from the builder's
 * own) runs in the `sandbox` of `internalParameters`. `layers` is the SHA-256 of what was blended over the package's
 * manifest. The subject is what `files` selected, packed as one folder `NAME-VERSION`. To build it again, run
 * `pak build NAME@VERSION` in the catalog.
 */
export const BUILD_TYPE = "urn:pak-catalog:build:1";

/** What provenance tells of a build. */
export interface ProvenanceOrder {
  readonly name: string;
  readonly version: string;
  /** As stored in the entry. */
  readonly endpoint: string;
  readonly pin: Pin;
  readonly patch?: { readonly url: string /** Of its bytes, hex. */; readonly sha256: string };
  readonly recipe: Recipe;
  readonly sandbox: SandboxKind;
  /** SHA-256 of the layers that were blended, hex. */
  readonly layers: string;
  /** Program to the first line of what it says of its version. */
  readonly tools: Readonly<Record<string, string>>;
  /** The page of the catalog's repository, whose workflows built it; absent: a person's own computer did. */
  readonly repository?: string;
  /** The page of the very run, where there is one. */
  readonly invocation?: string;
  /** RFC 3339 in UTC with seconds. */
  readonly started: string;
  /** RFC 3339 in UTC with seconds. */
  readonly finished: string;
  readonly artifact: BuildFile;
  readonly log: BuildFile;
}

/**
 * Where an artifact comes from: an in-toto Statement v1 with SLSA provenance v1 (slsa.dev/spec/v1.1/provenance), JSON
 * with one newline at its end. The same order gives the same bytes.
 */
export function renderProvenance(order: ProvenanceOrder): string {
  const { name, version, artifact, log, recipe, sandbox, layers, patch } = order;
  const { builder, ...steps } = recipe;
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: artifact.file, digest: { sha256: artifact.sha256 } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: { name, version, builder, recipe: steps },
        internalParameters: { sandbox, layers },
        resolvedDependencies: [
          describeSource(order),
          ...(patch === undefined
            ? []
            : [{ name: "patch", uri: patch.url, digest: { sha256: patch.sha256 } }]),
        ],
      },
      runDetails: {
        builder: { id: renderBuilderId(order), version: order.tools },
        metadata: {
          ...(order.invocation === undefined ? {} : { invocationId: order.invocation }),
          startedOn: order.started,
          finishedOn: order.finished,
        },
        byproducts: [{ name: log.file, digest: { sha256: log.sha256 }, mediaType: "text/plain" }],
      },
    },
  };
  return `${JSON.stringify(statement, null, 2)}\n`;
}

/** Who built: whose machine, and how far the build was kept apart, which makes it another builder (SLSA, `builder.id`). */
function renderBuilderId({ repository, sandbox }: ProvenanceOrder): string {
  return `${repository ?? "urn:pak-catalog:local"}#${sandbox}`;
}

/** A source by address and digests (in-toto's ResourceDescriptor and DigestSet). */
function describeSource({ endpoint, version, pin }: ProvenanceOrder) {
  if ("integrity" in pin) {
    const uri = renderNpmPurl(endpoint.replace(/^@npm:/, ""), version);
    return { name: "source", uri, digest: { sha512: renderHex(pin.integrity) } };
  }
  const { tag, commit, tree } = pin;
  return {
    name: "source",
    uri: `git+${endpoint}@refs/tags/${encodeURI(tag)}`,
    digest: { gitCommit: commit, ...(tree === undefined ? {} : { dirHash: renderHex(tree) }) },
  };
}
