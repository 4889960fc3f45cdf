import { type Finding, isBlocking } from "../../model/finding.ts";
import { parsePath, recoveryPath } from "../../model/name/paths.ts";
import { NOTICE_DAYS } from "../../model/recovery/deadlines.ts";
import { checkOwnersStay } from "../../model/recovery/lost-key.ts";
import { checkRecoveryDocument, type Recovery } from "../../model/recovery/recovery.ts";
import { checkRecovery, stepOf } from "../../model/recovery/steps.ts";
import { readDocument } from "../catalog/read-entry.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import { readBlobs, type TreeChange } from "../git/objects.ts";
import { readKeys } from "../owners/check-rights.ts";
import { readNameState, readSignatures } from "../owners/statements.ts";
import { digestCode, isChallengeSigned } from "./challenge.ts";
import { readLanding } from "./landing.ts";

/** A change that may touch recoveries of keys. */
export interface RecoveryOrder {
  readonly root: string;
  readonly rulebook: Rulebook;
  /** The commit that owners and recoveries are read from. */
  readonly base: string;
  readonly head: string;
  /** What the catalog would hold: the branch merged into the base. */
  readonly tree: string;
  /** What the change touches below the catalog's folders. */
  readonly changes: readonly TreeChange[];
  readonly isMaintainer: boolean;
  readonly now: Date;
}

/** What was found, and the names whose entry no other proof is asked for. */
export interface CheckedRecoveries {
  readonly findings: readonly Finding[];
  readonly completing: ReadonlySet<string>;
}

/** Checks every step of a recovery that a change makes, and that owners stay while one is under way. */
export async function checkRecoveries(order: RecoveryOrder): Promise<CheckedRecoveries> {
  const findings: Finding[] = [];
  const completing = new Set<string>();
  const byName = Map.groupBy(order.changes, ({ path }) => {
    const parsed = parsePath(path);
    return parsed === undefined || parsed.kind === "key" ? "" : parsed.name;
  });
  byName.delete("");
  for (const [name, changes] of byName) {
    const checked = await checkOne(order, name, changes);
    findings.push(...checked.findings.map(found => ({ ...found, file: recoveryPath(name) })));
    if (checked.isCompletion) completing.add(name);
  }
  return { findings, completing };
}

async function checkOne(
  order: RecoveryOrder,
  name: string,
  changes: readonly TreeChange[],
): Promise<{ findings: readonly Finding[]; isCompletion: boolean }> {
  const { root, rulebook, base, head, tree, isMaintainer, now } = order;
  const { catalog, recoveryNotice: notice = NOTICE_DAYS } = rulebook.settings;
  const source = { root, rulebook, countsRecovery: true };
  const own = changes.find(({ path }) => path === recoveryPath(name));
  const isEntryTouched = changes.some(({ path }) => parsePath(path)?.kind === "entry");
  if (own === undefined && (isMaintainer || !isEntryTouched)) return NOTHING;
  const before = readRecovery(source, base, name);
  if (own === undefined && before === undefined) return NOTHING;
  const [entryBefore, entryAfter] = [base, tree].map(commit => readNameState(source, commit, name).entry);
  const stay =
    before === undefined || isMaintainer || !isEntryTouched
      ? []
      : checkOwnersStay({ name, recovery: before, before: entryBefore, after: entryAfter, now });
  // A deleted file is the tree's rule, one that can't be read has its own findings.
  const after = own === undefined ? undefined : readRecovery(source, tree, name);
  if (after === undefined || isSame(before, after)) return { findings: stay, isCompletion: false };
  const owners = entryBefore?.owners ?? [];
  const keys = new Map([
    ...readKeys(root, tree, [after, ...owners]),
    ...readKeys(root, base, [after, ...owners]),
  ]);
  const { provenKeys } = await readSignatures({ source, base, head, tree, name, keys, now });
  const change = {
    name,
    ...(before === undefined ? {} : { before }),
    after,
    ...(entryBefore === undefined ? {} : { entryBefore }),
    ...(entryAfter === undefined ? {} : { entryAfter }),
    others: changes.flatMap(({ path }) => (path === recoveryPath(name) ? [] : [path])),
    provenKeys,
    isMaintainer,
    isChallengeSigned: await isChallengeSigned({ root, commit: base, catalog, recovery: after, now }),
    ...(after.answer === undefined ? {} : { answerDigest: digestCode(catalog, after, after.answer.code) }),
    landed: readLanding({ root, commit: base, recovery: before, now }),
    notice,
    now,
  };
  const found = checkRecovery(change);
  const isCompletion = stepOf(change) === "completed";
  return { findings: isCompletion ? found : [...stay, ...found], isCompletion };
}

const NOTHING = { findings: [], isCompletion: false };

/** The recovery of a name that a commit holds; `undefined` when there is none, or what is there is none. */
export function readRecovery(
  { root, rulebook }: Pick<RecoveryOrder, "root" | "rulebook">,
  commit: string,
  name: string,
): Recovery | undefined {
  const document = readDocument(readBlobs(root, [`${commit}:${recoveryPath(name)}`])[0]);
  if (document === undefined || !rulebook.guards.recovery(document)) return undefined;
  return checkRecoveryDocument(document, name).some(isBlocking) ? undefined : (document as never);
}

function isSame(before: Recovery | undefined, after: Recovery): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
