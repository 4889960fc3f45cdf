import type { Entry } from "../entry/entry.ts";
import type { Json } from "../json.ts";
import { buildManifest } from "../manifest/manifest.ts";
import type { Override } from "../override/override.ts";
import { type Recovery, type RecoveryStage, stageOf } from "../recovery/recovery.ts";
import type { Release } from "../release/release.ts";

/** What one commit holds about a name, read and found right. */
export interface PackageState {
  readonly entry?: Entry;
  readonly override?: Override;
  readonly releases: readonly Release[];
  readonly recovery?: Recovery;
}

/** One field that differs; a side that does not have it is absent. */
export interface FieldChange {
  readonly field: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** A recorded release whose blended manifest differs, field by field. */
export interface ReleaseEffect {
  readonly version: string;
  readonly fields: readonly FieldChange[];
}

/** What a change does to one name, from the parsed documents before and after it. */
export interface Effect {
  readonly name: string;
  /** `unclear` where a file can't be read: its findings have to be mended first. */
  readonly outcome: "added" | "changed" | "retracted" | "removed" | "unclear";
  /** Fields of the entry. */
  readonly fields: readonly FieldChange[];
  /** What became of the override; absent when it is as it was. */
  readonly override?: "added" | "changed" | "removed";
  /** Recorded releases that read differently, in the order of the file. */
  readonly releases: readonly ReleaseEffect[];
  /** Versions that the change records. */
  readonly recorded: readonly string[];
  /** How far the recovery of its owner's key comes by this change, and the new key's fingerprint. */
  readonly recovery?: { readonly stage: RecoveryStage; readonly key: string };
}

/**
 * Compares what two commits hold about a name.
 *
 * @param before `undefined` when one of its files can't be read
 * @param after the same
 */
export function buildEffect(
  name: string,
  before: PackageState | undefined,
  after: PackageState | undefined,
): Effect {
  if (before === undefined || after === undefined)
    return { name, outcome: "unclear", fields: [], releases: [], recorded: [] };
  const override = compareOverrides(before.override, after.override);
  const isTouched = override !== undefined || before.entry?.endpoint !== after.entry?.endpoint;
  const known = new Set(before.releases.map(({ version }) => version));
  return {
    name,
    outcome: outcomeOf(before.entry, after.entry),
    fields: compareFields(before.entry ?? {}, after.entry ?? {}).filter(({ field }) => field !== "$schema"),
    ...(override === undefined ? {} : { override }),
    releases: isTouched ? compareManifests(before, after) : [],
    recorded: after.releases.flatMap(({ version }) => (known.has(version) ? [] : [version])),
    ...compareRecoveries(before.recovery, after.recovery),
  };
}

function compareRecoveries(
  before: Recovery | undefined,
  after: Recovery | undefined,
): Pick<Effect, "recovery"> {
  if (after === undefined || JSON.stringify(before) === JSON.stringify(after)) return {};
  return { recovery: { stage: stageOf(after), key: after.key } };
}

function outcomeOf(before: Entry | undefined, after: Entry | undefined): Effect["outcome"] {
  if (before !== undefined && after === undefined) return "removed";
  if (after?.retracted !== undefined && before?.retracted === undefined) return "retracted";
  return before === undefined && after !== undefined ? "added" : "changed";
}

function compareOverrides(before: Override | undefined, after: Override | undefined): Effect["override"] {
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  if (before === undefined) return "added";
  return after === undefined ? "removed" : "changed";
}

/** Blends every recorded release with both sides; a release that the change does not hold counts as it was. */
function compareManifests(before: PackageState, after: PackageState): ReleaseEffect[] {
  const [entryBefore, entryAfter] = [before.entry, after.entry];
  if (entryBefore === undefined || entryAfter === undefined) return [];
  const byVersion = new Map(after.releases.map(release => [release.version, release]));
  return before.releases.flatMap(release => {
    const { version } = release;
    const fields = compareFields(
      buildManifest(entryBefore, release, before.override),
      buildManifest(entryAfter, byVersion.get(version) ?? release, after.override),
    );
    return fields.length === 0 ? [] : [{ version, fields }];
  });
}

function compareFields(before: object, after: object): FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap(field => {
    const [old, now] = [before, after].map(document =>
      Object.hasOwn(document, field) ? (document as Record<string, Json>)[field] : undefined,
    );
    if (JSON.stringify(old) === JSON.stringify(now)) return [];
    return [
      { field, ...(old === undefined ? {} : { before: old }), ...(now === undefined ? {} : { after: now }) },
    ];
  });
}
