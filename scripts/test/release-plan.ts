import { readBuild } from "../io/build/read-build.ts";
import { type Recorded, readRecorded } from "../io/catalog/recorded.ts";
import { planRelease, type ReleasePlan } from "../io/release/plan-release.ts";
import { readTrust, type Trust } from "../io/trust/trust.ts";
import { aBuild, type BuildFields } from "./build-folder.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { makeFolder, writeFiles } from "./repository.ts";
import { NOON, openRulebook } from "./world.ts";

/** A release that could be pushed to a place, and the key of the catalog that it is of. */
export interface TestRelease {
  readonly root: string;
  readonly recorded: Recorded;
  readonly plan: ReleasePlan;
  readonly trust: Trust;
}

/** Plans the release of a package `a` that was built. */
export async function aReleasePlan(place: string, fields: BuildFields = {}): Promise<TestRelease> {
  const root = makeFolder();
  const releases = [aRelease("1.0.0")];
  writeFiles(root, { ...settingsFile(), ...catalogFiles({ entry: anEntry({ name: "a" }), releases }) });
  const folder = await aBuild(root, "a", fields);
  const rulebook = await openRulebook(root);
  const recorded = readRecorded(root, rulebook, "a");
  const { guards } = rulebook;
  const read = await readBuild({ folder, selection: recorded.selection, guards, now: NOON });
  if ("findings" in read) throw new Error(JSON.stringify(read.findings));
  const trust = await readTrust({ root, catalog: "test", environment: {}, now: NOON });
  return { root, recorded, plan: planRelease(place, recorded, read), trust };
}
