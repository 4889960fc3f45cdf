import { withoutKind } from "../../model/install/package-word.ts";
import type { LeftOut } from "../../model/install/resolve.ts";
import type { Selection } from "../../model/install/selection.ts";
import { type Explained, explainLayers, type Layer } from "../../model/manifest/layers.ts";
import type { Resolved } from "../install/resolve-requests.ts";
import { renderExplained } from "./explained.ts";

/** What upstream or the catalog says against a version. */
export interface Notice {
  readonly name: string;
  readonly version: string;
  readonly kind: "deprecated" | "yanked";
  readonly reason: string;
}

/** How versions were chosen, as `--json` tells it. */
export interface ResolutionDocument {
  /** Aliases that were followed. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Optional packages that can't be had. */
  readonly leftOut: readonly LeftOut[];
  readonly notices: readonly Notice[];
  /** By package, where it was asked for. */
  readonly explained?: Readonly<Record<string, readonly Explained[]>>;
}

/** @param layersOf all layers of a selection's manifest, where they are to be explained */
export function buildResolution(
  { choices, aliases, leftOut, selections }: Resolved,
  layersOf?: (selection: Selection) => readonly Layer[],
): ResolutionDocument {
  const notices = [...choices.values()].flatMap(({ name, release }) =>
    (["deprecated", "yanked"] as const).flatMap(kind => {
      const reason = release[kind];
      return reason === undefined ? [] : [{ name, version: release.version, kind, reason }];
    }),
  );
  return {
    aliases: Object.fromEntries(aliases),
    leftOut,
    notices,
    ...(layersOf === undefined ? {} : { explained: explainAll(selections, layersOf) }),
  };
}

function explainAll(
  selections: ReadonlyMap<string, Selection>,
  layersOf: (selection: Selection) => readonly Layer[],
): Record<string, readonly Explained[]> {
  const all = [...selections].map(([name, selection]) => [name, explainLayers(layersOf(selection))] as const);
  return Object.fromEntries(all);
}

/** What people should know of it, as lines. */
export function renderNotes({ aliases, leftOut, notices }: ResolutionDocument): string[] {
  return [
    ...Object.entries(aliases)
      .filter(([alias, name]) => withoutKind(alias) !== name)
      .map(([alias, name]) => `${alias} → ${name}`),
    ...notices.map(({ name, version, kind, reason }) => `${name} ${version} is ${kind}: ${reason}`),
    ...leftOut.map(({ name, by, why }) => `left out ${name}, which is optional for ${by}: ${why}`),
  ];
}

/** Every package's fields and the layers that made them. */
export function renderAllExplained({ explained = {} }: ResolutionDocument): string[] {
  return Object.entries(explained).flatMap(([name, fields]) => [`${name}:`, ...renderExplained(fields)]);
}
