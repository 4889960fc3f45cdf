import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUILD_FILE, type Build, type BuildFile, type SandboxKind } from "../../model/build/build.ts";
import { type ProvenanceOrder, renderProvenance } from "../../model/build/provenance.ts";
import { renderSbom } from "../../model/build/sbom.ts";
import type { Selection } from "../../model/install/selection.ts";
import { withoutAbsent } from "../../model/json.ts";
import { renderInstant } from "../../model/text/instant.ts";
import { hashFile } from "../archive/tree-digest.ts";
import type { Tried } from "./build-package.ts";
import { digestLayers } from "./digest-layers.ts";

/** A build that was tried, and where its files belong. */
export interface WriteOrder extends Pick<ProvenanceOrder, "repository" | "invocation"> {
  readonly selection: Selection;
  readonly sandbox: { readonly kind: SandboxKind };
  readonly tried: Tried;
  readonly started: Date;
  readonly seconds: number;
  /** Holds the log, and the artifact when there is one. */
  readonly folder: string;
}

/** What the steps printed, in the folder of a build. */
export const LOG_FILE = "log.txt";

/** The file of a build's artifact. */
export function nameArtifact({ name, version }: Pick<Selection, "name" | "version">): string {
  return `${name}-${version}.tar.gz`;
}

/** Writes `build.json`, and before it, when there is an artifact, its SBOM and its provenance. */
export function writeBuild(order: WriteOrder): Build {
  const { selection, tried, folder, started, seconds } = order;
  const { name, version, endpoint, layers } = selection;
  const write = (file: string, text: string): BuildFile => {
    writeFileSync(join(folder, file), text);
    return describeFile(folder, file);
  };
  const known = {
    name,
    version,
    endpoint,
    pin: tried.source.pin,
    layers: digestLayers(layers),
    builder: tried.recipe.builder,
    sandbox: order.sandbox.kind,
    started: renderInstant(started),
    tools: tried.tools,
    log: describeFile(folder, LOG_FILE),
  };
  const artifact = tried.packed && { file: nameArtifact(selection), ...tried.packed };
  const papers = artifact && renderPapers(order, { ...known, artifact });
  const build: Build = {
    $schema: "../../../../schemas/build.schema.json",
    ...known,
    outcome: papers === undefined ? "failed" : "passed",
    tests: tried.tests,
    seconds: Math.round(seconds),
    findings: tried.findings,
    ...withoutAbsent({
      artifact,
      reproducible: tried.isReproducible,
      sbom: papers && write(`${name}-${version}.cdx.json`, papers.sbom),
      provenance: papers && write(`${name}-${version}.provenance.json`, papers.provenance),
    }),
  };
  write(BUILD_FILE, `${JSON.stringify(build, null, 2)}\n`);
  return build;
}

type Known = Pick<
  Required<Build>,
  | "name"
  | "version"
  | "endpoint"
  | "pin"
  | "layers"
  | "builder"
  | "sandbox"
  | "started"
  | "tools"
  | "log"
  | "artifact"
>;

function renderPapers({ tried, repository, invocation, started, seconds }: WriteOrder, known: Known) {
  const { source, recipe, components } = tried;
  const { license, description, homepage } = source.manifest;
  const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
  const texts = { license: textOf(license), description: textOf(description), homepage: textOf(homepage) };
  const finished = renderInstant(new Date(started.getTime() + seconds * 1000));
  return {
    sbom: renderSbom({ ...known, ...withoutAbsent(texts), components, built: known.started }),
    provenance: renderProvenance({
      ...known,
      ...withoutAbsent({ patch: source.patch, repository, invocation }),
      recipe,
      finished,
    }),
  };
}

function describeFile(folder: string, file: string): BuildFile {
  const path = join(folder, file);
  return { file, sha256: hashFile(path), size: statSync(path).size };
}
