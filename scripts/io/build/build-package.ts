import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Build } from "../../model/build/build.ts";
import { compareBuilds, makeUnreproducible } from "../../model/build/compare-builds.ts";
import { type Finding, finding } from "../../model/finding.ts";
import { type Attempt, type AttemptOrder, attemptBuild } from "./attempt.ts";
import { withBuildFolder } from "./build-folder.ts";
import { type BuildLog, openBuildLog } from "./build-log.ts";
import { LOG_FILE, nameArtifact, type WriteOrder, writeBuild } from "./write-build.ts";

/** A build that somebody asked for. */
export interface BuildPackageOrder extends AttemptOrder, Pick<WriteOrder, "repository" | "invocation"> {
  /** Where the folder of this build belongs, absolute. */
  readonly place: string;
  /** Whether to build a second time, and to compare. */
  readonly isTwice: boolean;
  now(): Date;
  /** Is given every line that is logged, as it came. */
  tell(line: string): void;
}

/** An attempt, and how a second one compares with it. */
export interface Tried extends Attempt {
  readonly isReproducible?: boolean;
}

/**
 * Builds a version, tests it and writes the folder of the build: `build.json` and `log.txt`, and when all was well the
 * artifact, its SBOM and its provenance. Who reads the folder sees this build or the one before, never half of each.
 *
 * @throws PakError when it could not be tried, and the folder stays as it was: BUILD_TOOL, WRITE, and as fetching does
 */
export async function buildPackage(order: BuildPackageOrder): Promise<Build> {
  return withBuildFolder(order.place, async folder => {
    const log = openBuildLog(join(folder, LOG_FILE), order.tell);
    const [started, begin] = [order.now(), performance.now()];
    const tried = await tryBuild(order, log, folder).finally(log.close);
    const seconds = (performance.now() - begin) / 1000;
    return writeBuild({ ...order, folder, tried, started, seconds });
  });
}

async function tryBuild(order: BuildPackageOrder, log: BuildLog, folder: string): Promise<Tried> {
  const target = nameArtifact(order.selection);
  const first = await attemptBuild(order, log, join(folder, target));
  const isPassed = first.packed !== undefined;
  const again =
    order.isTwice && isPassed ? await tryAgain(first, order, log, join(folder, `second-${target}`)) : {};
  const findings = [...first.findings, ...checkTests(first), ...(again.findings ?? [])];
  for (const { code, message } of findings) log.note(`${code}: ${message}`);
  log.note(isPassed ? "the build passed" : "the build failed");
  return { ...first, ...again, findings };
}

async function tryAgain(
  first: Attempt,
  order: BuildPackageOrder,
  log: BuildLog,
  target: string,
): Promise<Partial<Tried>> {
  log.note("once more, from scratch");
  const second = await attemptBuild(order, log, target);
  rmSync(target, { force: true });
  const [failure] = second.findings;
  const found = failure
    ? makeUnreproducible(`a second build failed: ${failure.message}`)
    : compareBuilds(first.files, second.files);
  return { findings: found === undefined ? [] : [found], isReproducible: found === undefined };
}

/** A build without tests is one, but nobody releases it before somebody said that there are none. */
function checkTests({ tests, recipe, packed }: Attempt): Finding[] {
  if (tests !== "none" || recipe.test !== undefined || packed === undefined) return [];
  return [
    finding("BUILD_UNTESTED", "no tests were found, so none ran", {
      severity: "warning",
      fix: 'name them with "test" in the recipe, or say with "test": [] that there are none',
    }),
  ];
}
