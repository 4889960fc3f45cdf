import type { Entry } from "../../model/entry/entry.ts";
import { parsePath } from "../../model/name/paths.ts";
import type { ChangeRecord } from "../../model/published/package-document.ts";
import type { Releases } from "../../model/release/release.ts";
import { CATALOG_FOLDERS } from "../catalog/source.ts";
import { readHistory } from "../git/history.ts";
import { readBlobs, type TreeChange } from "../git/objects.ts";

/** How many changes are published. */
export const MOST_CHANGES = 100;

/**
 * What the newest commits changed, newest first, one record for each name and commit, at most 100.
 *
 * @param range a revision, or `BASE..HEAD` for the changes since
 */
export function readChanges(root: string, range: string): ChangeRecord[] {
  const records: ChangeRecord[] = [];
  for (const { time, changes } of readHistory(root, range, CATALOG_FOLDERS)) {
    const date = new Date(time * 1000).toISOString().replace(".000Z", "Z");
    const byName = Map.groupBy(changes, change => parsePath(change.path)?.name ?? "");
    byName.delete("");
    const names = [...byName.keys()].sort().slice(0, MOST_CHANGES - records.length);
    for (const name of names) {
      const record = readChange(root, byName.get(name)!);
      if (record !== undefined) records.push({ date, name, ...record });
    }
    if (records.length >= MOST_CHANGES) break;
  }
  return records;
}

/** The most telling thing that one commit did to one name; nothing for an owner's key or a deletion. */
function readChange(
  root: string,
  changes: readonly TreeChange[],
): Pick<ChangeRecord, "kind" | "version"> | undefined {
  const of = (kind: string) => changes.find(change => parsePath(change.path)?.kind === kind);
  const entry = of("entry");
  if (entry?.status === "added") return { kind: "added" };
  if (entry?.status === "deleted") return undefined;
  if (entry !== undefined) {
    const [before, after] = readDocuments<Entry>(root, entry);
    if (after?.retracted !== undefined && before?.retracted === undefined) return { kind: "retracted" };
  }
  const releases = of("releases");
  if (releases !== undefined && releases.status !== "deleted") {
    const [before, after] = readDocuments<Releases>(root, releases);
    const known = new Set(before?.releases?.map(release => release.version));
    const fresh = after?.releases?.find(release => !known.has(release.version));
    if (fresh !== undefined) return { kind: "released", version: fresh.version };
  }
  return entry !== undefined || releases !== undefined || of("override") !== undefined
    ? { kind: "changed" }
    : undefined;
}

/** A file before and after; history is not checked again, so what is no JSON counts as absent. */
function readDocuments<Document>(
  root: string,
  { before, id }: TreeChange,
): (Partial<Document> | undefined)[] {
  const blobs = readBlobs(root, before === undefined ? [id] : [before, id]);
  const documents = blobs.map(blob => {
    try {
      return JSON.parse(blob?.toString() ?? "null") ?? undefined;
    } catch {
      return undefined;
    }
  });
  return before === undefined ? [undefined, ...documents] : documents;
}
