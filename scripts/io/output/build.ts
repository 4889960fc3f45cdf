import { join } from "node:path";
import type { Build } from "../../model/build/build.ts";
import { renderFinding } from "./report.ts";

/** A build as lines: the artifact, and how it went for people. */
export function renderBuild(build: Build, folder: string): { result: string[]; notes: string[] } {
  const { name, version, outcome, tests, seconds, sandbox, artifact, reproducible, findings } = build;
  const facts = [
    `${name} ${version} ${outcome} in ${seconds} s`,
    tests === "none" ? "no tests" : `tests ${tests}`,
    sandbox === "none" ? "without a sandbox" : `in ${sandbox}`,
    ...(reproducible === undefined
      ? []
      : [reproducible ? "twice the same bytes" : "not the same bytes twice"]),
  ];
  const named = findings.map(found => ({ file: `${name}@${version}`, ...found }));
  return {
    notes: [...named.flatMap(renderFinding), facts.join(", ")],
    result: [artifact === undefined ? join(folder, build.log.file) : join(folder, artifact.file)],
  };
}
