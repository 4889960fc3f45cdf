import { PakError } from "../../errors.ts";
import { type Finding, finding } from "../../model/finding.ts";
import { entryPath, releasesPath } from "../../model/name/paths.ts";
import type { Release } from "../../model/release/release.ts";
import { renderTerminal } from "../../model/text/terminal.ts";
import { applyLook, type Health, type Look, type Waiting } from "../../model/upstream/health.ts";
import { type Held, NOTHING_SKIPPED, type Skipped } from "../../model/upstream/upstream.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import { writeReleases } from "../catalog/write-releases.ts";
import type { UpstreamMeans } from "./git-upstream.ts";
import type { Noticed, NoticeTools } from "./notice.ts";
import { noticeGit } from "./notice-git.ts";
import { noticeNpm, type RegistryMeans } from "./notice-npm.ts";
import type { Subject } from "./plan.ts";

/** What refreshing a package needs of the outside. */
export interface RefreshTools extends NoticeTools {
  readonly root: string;
  readonly rulebook: Rulebook;
  readonly npm: RegistryMeans;
  readonly git: UpstreamMeans;
  /** Ask and tell, but leave the files alone. */
  readonly isDryRun: boolean;
  /** Whether a maintainer says that the quarantine is over. */
  readonly isLifted: boolean;
}

/** What became of one package. */
export interface Outcome {
  readonly name: string;
  readonly added: readonly Release[];
  readonly deprecated: readonly Release[];
  readonly held: readonly Held[];
  readonly skipped: Skipped;
  readonly findings: readonly Finding[];
  /** Why upstream could not be asked, or a version of it not be recorded. */
  readonly failure?: PakError;
  /** Absent where nobody was asked. */
  readonly health?: Health;
}

/** Findings after which upstream's word counts for nothing before a maintainer has looked. */
const ALARMS: ReadonlySet<string> = new Set([
  "TAG_MOVED",
  "TAG_DELETED",
  "REPO_ID_CHANGED",
  "OWNER_ID_CHANGED",
  "REPO_REDIRECTED",
  "VERSION_MUTATED",
]);

/** Findings that keep something of upstream's from being recorded: its health tells them, so that nothing freezes in silence. */
const HINDRANCES: ReadonlySet<string> = new Set(["ENDPOINT_MISSING", "TAG_OFF_BRANCH", "ARCHIVE_UNSTABLE"]);

/**
 * Asks one package's upstream and writes its releases file when there is something new. What would not pass
 * `pak check` is not written, nor what could not be checked, nor anything of an entry in quarantine. A failure is
 * part of the outcome, so that other packages go on.
 */
export async function refreshPackage(subject: Subject, tools: RefreshTools): Promise<Outcome> {
  const { name, recorded, health } = subject;
  const nothing = { name, added: [], deprecated: [], held: [], skipped: NOTHING_SKIPPED, findings: [] };
  const lookAt = (look: Partial<Look>) =>
    applyLook(health, { isFound: false, isLifted: tools.isLifted, ...look }, tools.now);
  let noticed: Noticed;
  try {
    noticed = await notice(subject, tools);
  } catch (error) {
    if (!(error instanceof PakError)) throw error;
    // Who was asked too much is not ill.
    const isBusy = error.code === "RATE_LIMITED";
    return { ...nothing, failure: error, ...(isBusy ? {} : { health: lookAt({ failure: pick(error) }) }) };
  }
  const file = releasesPath(name);
  const findings: Finding[] = noticed.findings.map(found => ({ ...found, file: found.file ?? file }));
  const alarm = findings.find(({ code }) => ALARMS.has(code));
  const quarantine = tools.isLifted ? undefined : health?.quarantined;
  if (alarm === undefined && quarantine !== undefined) findings.push(makeQuarantineFinding(name, quarantine));
  const isNew = noticed.releases !== recorded && alarm === undefined && quarantine === undefined;
  const refused = isNew ? write(subject, noticed, tools) : [];
  const isWritten = isNew && refused.length === 0;
  const [failure] = noticed.refused;
  const why = failure ?? findings.find(({ code }) => HINDRANCES.has(code)) ?? refused[0];
  return {
    name,
    added: isWritten ? noticed.added : [],
    deprecated: isWritten ? noticed.deprecated : [],
    held: noticed.held,
    skipped: noticed.skipped,
    findings: [...findings, ...refused],
    ...(failure === undefined ? {} : { failure }),
    health: lookAt({
      isFound: isWritten && noticed.added.length > 0,
      waiting: listWaiting(noticed.held),
      ...(alarm === undefined ? {} : { alarm: pick(alarm) }),
      ...(why === undefined ? {} : { failure: pick(why) }),
    }),
  };
}

/** @throws PakError when nobody answers */
async function notice(subject: Subject, tools: RefreshTools): Promise<Noticed> {
  const { name, endpoint, recorded } = subject;
  const same = {
    releases: recorded,
    added: [],
    deprecated: [],
    held: [],
    skipped: NOTHING_SKIPPED,
    refused: [],
  };
  try {
    const noticed =
      endpoint.kind === "npm"
        ? await noticeNpm({ ...subject, endpoint }, tools.npm, tools)
        : await noticeGit({ ...subject, endpoint }, tools.git, tools);
    return noticed ?? { ...same, findings: [makeMissing(subject)] };
  } catch (error) {
    if (!(error instanceof PakError) || error.code !== "REPO_REDIRECTED") throw error;
    const details = { file: entryPath(name), ...(error.fix === undefined ? {} : { fix: error.fix }) };
    return { ...same, findings: [finding(error.code, error.message, details)] };
  }
}

/** Writes the releases file. That a check was not run is no sign that it would have passed. */
function write(
  { name, recorded, repository: known }: Subject,
  noticed: Noticed,
  tools: RefreshTools,
): Finding[] {
  const { releases, repository = known } = noticed;
  try {
    const document = { name, ...(repository === undefined ? {} : { repository }), releases };
    return writeReleases({ ...tools, recorded, document });
  } catch (error) {
    if (error instanceof PakError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return [
      finding("CHECK_NOT_RUN", `the check of what is new broke off: ${why}`, {
        file: releasesPath(name),
        fix: "report it: until it is mended nothing of the package is recorded",
      }),
    ];
  }
}

/** Versions that the health of a package tells of: the files that hold it have a largest size. */
const MOST_WAITING = 50;

function listWaiting(held: readonly Held[]): Record<string, Waiting> {
  const all = held.flatMap(({ version, waiting }) => (waiting ? [[version, waiting] as const] : []));
  return Object.fromEntries(all.slice(0, MOST_WAITING));
}

/** Characters of a message that the health of a package keeps. */
const LONGEST_MESSAGE = 500;

/** What is told may quote what upstream says. */
function pick({ code, message }: { readonly code: string; readonly message: string }) {
  return { code, message: renderTerminal(message).slice(0, LONGEST_MESSAGE).toWellFormed() || code };
}

function makeMissing({ name, endpoint, recorded }: Subject): Finding {
  const what = endpoint.kind === "npm" ? "package" : "repository";
  return finding("ENDPOINT_MISSING", `there is no ${what} ${describe(endpoint)} any more`, {
    file: recorded.length > 0 ? releasesPath(name) : entryPath(name),
    expected: `the ${what} that the endpoint names`,
    fix: recorded.length > 0 ? "retract the entry if it was withdrawn for good" : "correct the endpoint",
  });
}

function describe(endpoint: Subject["endpoint"]): string {
  return endpoint.kind === "npm" ? endpoint.name : `${endpoint.owner}/${endpoint.repository}`;
}

function makeQuarantineFinding(
  name: string,
  { code, message, since }: NonNullable<Health["quarantined"]>,
): Finding {
  return finding("QUARANTINED", `nothing new is recorded since ${since}: ${code} ${message}`, {
    file: releasesPath(name),
    fix: `look into it; when all is well: pak refresh ${name} --lift`,
  });
}
