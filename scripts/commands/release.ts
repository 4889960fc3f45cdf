import { join, resolve } from "node:path";
import { PakError } from "../errors.ts";
import { BUILDS_FOLDER } from "../io/build/build-folder.ts";
import { type ReadBuild, readBuild } from "../io/build/read-build.ts";
import { recordMark } from "../io/catalog/record-mark.ts";
import { type Recorded, readRecorded } from "../io/catalog/recorded.ts";
import { loadRulebook, type Rulebook } from "../io/catalog/rulebook.ts";
import { readSettings } from "../io/catalog/settings.ts";
import { openRepository } from "../io/oci/repository.ts";
import { buildRelease, type ReleaseDocument, renderProposed, renderRelease } from "../io/output/release.ts";
import { reportFindings } from "../io/output/report.ts";
import { proposeRecords } from "../io/publish/propose-records.ts";
import { carryPending } from "../io/release/carry-pending.ts";
import { planRelease } from "../io/release/plan-release.ts";
import { pushRelease } from "../io/release/push-release.ts";
import { readTrust } from "../io/trust/trust.ts";
import type { Finding } from "../model/finding.ts";
import { isTag, renderPlace } from "../model/oci/reference.ts";
import { renderTerminal } from "../model/text/terminal.ts";
import { type Arguments, defineCommand, type World } from "./command.ts";
import { readOwnSettings } from "./own-settings.ts";
import { openPlace } from "./record-place.ts";
import { parseRecordedWord } from "./recorded-word.ts";
import { REGISTRY_FLAGS, readCredentials, readTarget, repositoryIn } from "./registry-target.ts";
import { tell } from "./tell.ts";
import { findRepository } from "./workflow.ts";

export const release = defineCommand({
  name: "release",
  words: "[NAME@VERSION]",
  wordCount: [0, 1],
  flags: {
    from: { value: "DIR", summary: `the folder of the build (${BUILDS_FOLDER}/NAME/VERSION)` },
    ...REGISTRY_FLAGS,
    tag: { value: "TAG", summary: "one more tag, which moves on to this version, as in latest (settings)" },
    "dry-run": { summary: "check the build, tell what would be released, and push nothing" },
    pull: { summary: "without NAME: propose what was recorded here by a pull request at GitHub" },
    pending: {
      value: "REF",
      summary: "with --pull: keep what a waiting pull request records, which is at REF in git",
    },
  },
  examples: [
    "pak release libuv@1.49.2",
    "pak release libuv@1.49.2 --registry ghcr.io/acme/paks --dry-run",
    "pak release --pull",
  ],
  async run(world, given) {
    const isAlone = given.words.length === 0;
    if (isAlone !== (given.flags.pull === true)) {
      throw new PakError("USAGE", "pak release takes one NAME@VERSION, or --pull alone", {
        fix: "release each version, then propose all of them: pak release --pull",
      });
    }
    if (!isAlone && given.flags.pending !== undefined)
      throw new PakError("USAGE", "--pending goes with --pull", { fix: "leave it out" });
    if (isAlone) return propose(world, given);
    const word = parseRecordedWord(given);
    if (word.version === undefined) {
      throw new PakError("USAGE", "a release is of one version", {
        fix: `name it: pak release ${word.name}@…`,
      });
    }
    const settings = readSettings(world.root);
    const rulebook = await loadRulebook(world.tool, settings);
    const recorded = readRecorded(world.root, rulebook, word.name, word.version);
    const read = await readBuild({
      folder: findFolder(world, given, join(word.name, word.version)),
      selection: recorded.selection,
      guards: rulebook.guards,
      ...findRepository(world),
      now: world.now(),
    });
    if ("findings" in read) return refuse(world, given, word.name, read.findings);
    tell(world, given, await releaseBuild(world, given, rulebook, recorded, read), renderRelease);
    return 0;
  },
});

/** Proposes whatever was recorded in this clone. */
async function propose(world: World, given: Arguments): Promise<number> {
  const place = openPlace(world);
  const { pending } = given.flags;
  if (typeof pending === "string") await carry(world, pending);
  const order = { ...place, root: world.root, branch: "release", title: "Record what was released" } as const;
  const pull = await proposeRecords(order);
  tell(world, given, pull === undefined ? {} : { pull: pull.url }, renderProposed);
  return 0;
}

/** What the waiting pull request holds is not lost when it is made anew. */
async function carry(world: World, revision: string): Promise<void> {
  const { root } = world;
  const rulebook = await loadRulebook(world.tool, readSettings(root));
  const { carried, refused } = await carryPending({ root, rulebook }, revision);
  for (const what of carried) world.report(`taken over: ${what}`);
  for (const why of refused) world.report(renderTerminal(`not taken over: ${why}`));
}

/** Pushes and records it, unless that was done, or is not to be done. */
async function releaseBuild(
  world: World,
  given: Arguments,
  rulebook: Rulebook,
  recorded: Recorded,
  read: ReadBuild,
): Promise<ReleaseDocument> {
  const { root, environment, fetch } = world;
  const { selection, release: before } = recorded;
  const target = readTarget(world, given, rulebook.settings);
  const reference = repositoryIn(target, selection.name);
  const plan = planRelease(renderPlace(reference), recorded, read);
  const { mark } = plan;
  if (before.artifact !== undefined) {
    if (before.artifact.sha256 === mark.sha256) return buildRelease(selection, before.artifact, "recorded");
    throw new PakError(
      "CONFLICT",
      `the catalog has recorded another artifact of ${selection.name} ${selection.version}`,
      {
        fix: `use ${before.artifact.oci}: what was recorded never changes`,
      },
    );
  }
  const tag = readTag(world, given);
  if (given.flags["dry-run"]) return buildRelease(selection, mark, "planned", { ...(tag && { tag }) });
  const credentials = readCredentials(world, target);
  const now = world.now();
  const trust = await readTrust({ root, environment, now, catalog: rulebook.settings.catalog });
  const repository = openRepository(reference, { fetch, credentials, isPushing: true });
  const { version } = selection;
  const progress = (what: string) => world.progress(`${selection.name} ${version}: ${what}`);
  const order = { trust, now, version, progress, ...(tag && { tag }) };
  const fingerprint = await pushRelease(repository, plan, order);
  await recordMark({ root, rulebook }, selection, { artifact: mark });
  world.progress("");
  const signed = { fingerprint, isDevelopment: trust.isDevelopment };
  return buildRelease(selection, mark, "released", { signed, ...(tag && { tag }) });
}

/** Tells everything that is wrong with a build: none of it is released then. */
function refuse(world: World, { flags }: Arguments, name: string, findings: readonly Finding[]): number {
  const named = findings.map(found => ({ ...found, file: `${name}: ${found.file ?? "the build"}` }));
  reportFindings(named, world, { isJson: flags.json === true });
  return 1;
}

function findFolder({ root }: World, { flags: { from } }: Arguments, own: string): string {
  return typeof from === "string" ? resolve(root, from) : join(root, BUILDS_FOLDER, own);
}

function readTag(world: World, { flags }: Arguments): string | undefined {
  const { tag } = flags;
  if (typeof tag !== "string") return readOwnSettings(world).tag;
  if (isTag(tag)) return tag;
  throw new PakError("USAGE", `${JSON.stringify(tag)} is no tag`, { fix: "use letters, digits and . _ -" });
}
