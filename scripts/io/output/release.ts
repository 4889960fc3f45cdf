import type { Selection } from "../../model/install/selection.ts";
import type { Artifact } from "../../model/release/release.ts";

/** A release, as `--json` tells it. */
export interface ReleaseDocument {
  readonly name: string;
  readonly version: string;
  /** `planned`: nothing was pushed; `recorded`: it was done before. */
  readonly state: "planned" | "released" | "recorded";
  /** What the catalog says of it. */
  readonly artifact: Artifact;
  /** Tags that name it now. */
  readonly tags: readonly string[];
  readonly signed?: {
    /** The key's primary fingerprint. */
    readonly fingerprint: string;
    /** Whether it is only this computer's, which nobody trusts. */
    readonly isDevelopment: boolean;
  };
}

/** @param tag beside the version */
export function buildRelease(
  { name, version }: Pick<Selection, "name" | "version">,
  artifact: Artifact,
  state: ReleaseDocument["state"],
  details: { readonly tag?: string; readonly signed?: ReleaseDocument["signed"] } = {},
): ReleaseDocument {
  const { tag, signed } = details;
  const tags = state === "recorded" ? [] : [version, ...(tag === undefined ? [] : [tag])];
  return { name, version, state, artifact, tags, ...(signed === undefined ? {} : { signed }) };
}

/** The same as lines: where it is, and notes for people. */
export function renderRelease(told: ReleaseDocument): { result: string[]; notes: string[] } {
  const { name, version, state, artifact, tags, signed } = told;
  const what = {
    planned: "would be released",
    released: "released and recorded in the catalog",
    recorded: "was released before: nothing is to be done",
  }[state];
  return {
    notes: [
      `${name} ${version} ${what}, ${artifact.size} bytes, SHA-256 ${artifact.sha256}`,
      ...(tags.length === 0 ? [] : [`tagged ${tags.join(", ")}`]),
      ...(signed === undefined ? [] : [`signed by ${signed.fingerprint}`]),
      ...(signed?.isDevelopment ? ["that is this computer's development key, which nobody else trusts"] : []),
    ],
    result: [artifact.oci],
  };
}

/** The pull request that proposes what was recorded, where there is anything, as lines. */
export function renderProposed({ pull }: { readonly pull?: string }): { result: string[]; notes: string[] } {
  return pull === undefined
    ? { result: [], notes: ["nothing new is recorded here"] }
    : { result: [pull], notes: [] };
}
