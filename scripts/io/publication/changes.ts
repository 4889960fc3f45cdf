import type { Entry } from "../../model/entry/entry.ts";
import { parsePath } from "../../model/name/paths.ts";
import type { ChangeRecord } from "../../model/published/package-document.ts";
import type { Releases } from "../../model/release/release.ts";
import type { HistoryStep } from "../git/history.ts";
import { readBlobs, type TreeChange } from "../git/objects.ts";

/** How many changes are published. */
export const MOST_CHANGES = 100;

/** What the newest steps of a catalog's history changed, newest first, one record for each name and step, at most 100. */
export function readChanges(root: string, steps: readonly HistoryStep[]): ChangeRecord[] {
  const records: ChangeRecord[] = [];
  for (const { time, changes } of steps) {
    const date = new Date(time * 1000).toISOString().replace(".000Z", "Z");
    const byName = Map.groupBy(changes, change => parsePath(change.path)?.name ?? "");
    byName.delete("");
    const names = [...byName.keys()].sort().slice(0, MOST_CHANGES - records.length);
    const read = openDocuments(
      root,
      names.flatMap(name => byName.get(name)!),
    );
    for (const name of names) {
      const record = describeChange(byName.get(name)!, read);
      if (record !== undefined) records.push({ date, name, ...record });
    }
    if (records.length >= MOST_CHANGES) break;
  }
  return records;
}

type ReadDocument = <Document>(id: string | undefined) => Partial<Document> | undefined;

/** The most telling thing that one commit did to one name; nothing for an owner's key or a deletion. */
function describeChange(
  changes: readonly TreeChange[],
  read: ReadDocument,
): Pick<ChangeRecord, "kind" | "version"> | undefined {
  const of = (kind: string) => changes.find(change => parsePath(change.path)?.kind === kind);
  const entry = of("entry");
  if (entry?.status === "added") return { kind: "added" };
  if (entry?.status === "deleted") return undefined;
  if (entry !== undefined) {
    const isRetracted = (id: string | undefined) => read<Entry>(id)?.retracted !== undefined;
    if (isRetracted(entry.id) && !isRetracted(entry.before)) return { kind: "retracted" };
  }
  const releases = of("releases");
  if (releases !== undefined && releases.status !== "deleted") {
    const known = new Set(read<Releases>(releases.before)?.releases?.map(release => release.version));
    const fresh = read<Releases>(releases.id)?.releases?.find(release => !known.has(release.version));
    if (fresh !== undefined) return { kind: "released", version: fresh.version };
  }
  return entry !== undefined || releases !== undefined || of("override") !== undefined
    ? { kind: "changed" }
    : undefined;
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
