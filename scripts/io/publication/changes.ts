import type { Entry } from "../../model/entry/entry.ts";
import { parsePath } from "../../model/name/paths.ts";
import type { ChangeRecord } from "../../model/published/package-document.ts";
import type { Release, Releases } from "../../model/release/release.ts";
import { renderInstant } from "../../model/text/instant.ts";
import type { HistoryStep } from "../git/history.ts";
import { readBlobs, type TreeChange } from "../git/objects.ts";

/** How many changes are published. */
export const MOST_CHANGES = 100;

/** What the newest steps of a catalog's history changed, newest first, one record for each name and step, at most 100. */
export function readChanges(root: string, steps: readonly HistoryStep[]): ChangeRecord[] {
  const records: ChangeRecord[] = [];
  for (const { time, changes } of steps) {
    const date = renderInstant(new Date(time * 1000));
    const byName = Map.groupBy(changes, change => parsePath(change.path)?.name ?? "");
    byName.delete("");
    const names = [...byName.keys()].filter(name => byName.get(name)!.some(isTold)).sort();
    const told = names.slice(0, MOST_CHANGES - records.length);
    const read = openDocuments(
      root,
      told.flatMap(name => byName.get(name)!),
    );
    for (const name of told) records.push({ date, name, ...describeChange(byName.get(name)!, read) });
    if (records.length >= MOST_CHANGES) break;
  }
  return records;
}

type ReadDocument = <Document>(id: string | undefined) => Partial<Document> | undefined;

/** Whether a name's change has anything to tell: not a deletion, and neither an owner's key nor a recovery. */
function isTold({ path, status }: TreeChange): boolean {
  const kind = parsePath(path)?.kind;
  return status !== "deleted" && kind !== "key" && kind !== "recovery";
}

/** The most telling thing that one commit did to one name. */
function describeChange(
  changes: readonly TreeChange[],
  read: ReadDocument,
): Pick<ChangeRecord, "kind" | "version"> {
  const of = (kind: string) =>
    changes.find(change => parsePath(change.path)?.kind === kind && isTold(change));
  const entry = of("entry");
  if (entry?.status === "added") return { kind: "added" };
  if (entry !== undefined) {
    const isRetracted = (id: string | undefined) => read<Entry>(id)?.retracted !== undefined;
    if (isRetracted(entry.id) && !isRetracted(entry.before)) return { kind: "retracted" };
  }
  const releases = of("releases");
  if (releases !== undefined) {
    const versionsOf = (id: string | undefined) => {
      const list = read<Releases>(id)?.releases;
      return Array.isArray(list) ? list.map((release: Partial<Release> | null) => release?.version) : [];
    };
    const known = new Set(versionsOf(releases.before));
    const fresh = versionsOf(releases.id).find(version => !known.has(version));
    if (fresh !== undefined) return { kind: "released", version: fresh };
  }
  return { kind: "changed" };
}

/** Reads entries and releases before and after; history is not checked again, so what is no JSON counts as absent. */
function openDocuments(root: string, changes: readonly TreeChange[]): ReadDocument {
  const isTelling = ({ path, status }: TreeChange) => {
    const kind = parsePath(path)?.kind;
    return kind === "releases" || (kind === "entry" && status === "modified");
  };
  const ids = changes
    .filter(isTelling)
    .flatMap(({ id, before }) => (before === undefined ? [id] : [before, id]));
  const blobs = readBlobs(root, ids);
  const texts = new Map(ids.map((id, at) => [id, blobs[at]?.toString()]));
  return id => {
    try {
      return JSON.parse(texts.get(id ?? "") ?? "null") ?? undefined;
    } catch {
      return undefined;
    }
  };
}
