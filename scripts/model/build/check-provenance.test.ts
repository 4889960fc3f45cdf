import { describe, expect, test } from "vitest";
import { checkProvenance } from "./check-provenance.ts";
import { type ProvenanceOrder, renderProvenance } from "./provenance.ts";

const COMMIT = "1".repeat(40);
const PATCH = { url: `https://github.com/acme/p/raw/${COMMIT}/x.patch`, sha256: "d".repeat(64) };
const REPOSITORY = "https://github.com/acme/catalog";

const KNOWN = {
  name: "foo",
  version: "1.2.3",
  endpoint: "https://github.com/acme/foo.git",
  pin: { tag: "v1.2.3", commit: COMMIT, tree: `h1:${"A".repeat(43)}=` },
  patch: PATCH,
  repository: REPOSITORY,
  artifact: { file: "foo-1.2.3.tar.gz", sha256: "a".repeat(64) },
};

const ORDER: ProvenanceOrder = {
  ...KNOWN,
  recipe: { builder: "make", steps: [["make", "all"]] },
  sandbox: "bubblewrap",
  layers: "b".repeat(64),
  tools: { make: "GNU Make 4.4.1" },
  invocation: `${REPOSITORY}/actions/runs/1`,
  started: "2026-10-18T12:00:00Z",
  finished: "2026-10-18T12:01:00Z",
  artifact: { ...KNOWN.artifact, size: 12 },
  log: { file: "build.log", sha256: "c".repeat(64), size: 34 },
};

/** The places where provenance is wrong once one value of it was changed. */
function placesAfter(change: (statement: any) => void, order: Partial<ProvenanceOrder> = {}): string[] {
  const statement = JSON.parse(renderProvenance({ ...ORDER, ...order }));
  change(statement);
  return checkProvenance(statement, KNOWN).map(({ code, pointer }) => {
    expect(code).toBe("BUILD_PROVENANCE");
    return pointer!.slice(pointer![0] === "predicate" ? 2 : 0).join(".");
  });
}

const unchanged = () => {};

test("what the build itself may choose is right as long as it is in order", () => {
  expect(placesAfter(unchanged)).toEqual([]);
  const { invocation, ...least } = ORDER;
  expect(checkProvenance(JSON.parse(renderProvenance(least)), KNOWN)).toEqual([]);
  const [{ patch: _, ...unpatched }, { patch: __, ...known }] = [ORDER, KNOWN];
  expect(checkProvenance(JSON.parse(renderProvenance(unpatched)), known)).toEqual([]);
  const npm = { endpoint: "@npm:foo", pin: { integrity: `sha512-${"A".repeat(86)}==` } };
  expect(checkProvenance(JSON.parse(renderProvenance({ ...ORDER, ...npm })), { ...KNOWN, ...npm })).toEqual(
    [],
  );
});

describe("another build's provenance is refused", () => {
  test.each<[string, Partial<ProvenanceOrder>, string[]]>([
    ["name", { name: "bar" }, ["externalParameters.name"]],
    ["version", { version: "1.2.4" }, ["externalParameters.version"]],
    ["artifact", { artifact: { ...ORDER.artifact, sha256: "e".repeat(64) } }, ["subject.0.digest.sha256"]],
    [
      "commit",
      { pin: { ...KNOWN.pin, commit: "2".repeat(40) } },
      ["resolvedDependencies.0.digest.gitCommit"],
    ],
    ["repository", { repository: "https://github.com/acme/other" }, ["builder.id"]],
  ])("%s", (_, order, places) => {
    expect(placesAfter(unchanged, order)).toEqual(places);
  });
});

describe("what is out of order is refused", () => {
  test.each<[string, (statement: any) => void, string[]]>([
    ["another type", it => (it._type = "x"), ["_type"]],
    ["a second subject", it => it.subject.push(it.subject[0]), ["subject.1"]],
    ["an extra field", it => (it.extra = 1), ["extra"]],
    [
      "a builder that there is not",
      it => (it.predicate.buildDefinition.externalParameters.builder = "shell"),
      ["externalParameters.builder", "externalParameters.recipe.steps"],
    ],
    [
      "an escape in a step",
      it => it.predicate.buildDefinition.externalParameters.recipe.steps[0].push("\u001b[31m"),
      ["externalParameters.builder", "externalParameters.recipe.steps"],
    ],
    [
      "an unknown parameter",
      it => (it.predicate.buildDefinition.externalParameters.env = {}),
      ["externalParameters.env"],
    ],
    [
      "a sandbox that there is not",
      it => (it.predicate.buildDefinition.internalParameters.sandbox = "another value"),
      ["internalParameters.sandbox", "builder.id"],
    ],
    [
      "a patch from anywhere",
      it => (it.predicate.buildDefinition.resolvedDependencies[1].uri = "https://evil.example/x"),
      ["resolvedDependencies.1.uri"],
    ],
    [
      "no patch, though there is one",
      it => it.predicate.buildDefinition.resolvedDependencies.pop(),
      ["resolvedDependencies.1"],
    ],
    [
      "a time that is none",
      it => (it.predicate.runDetails.metadata.startedOn = "now"),
      ["metadata.startedOn"],
    ],
    [
      "a run that is no address",
      it => (it.predicate.runDetails.metadata.invocationId = "javascript:1"),
      ["metadata.invocationId"],
    ],
    [
      "a tool that turns the text around",
      it => (it.predicate.runDetails.builder.version.make = "\u202emake"),
      ["builder.version.make"],
    ],
    [
      "a log with a way up",
      it => (it.predicate.runDetails.byproducts[0].name = "../../x"),
      ["byproducts.0.name"],
    ],
  ])("%s", (_, change, places) => {
    expect(placesAfter(change)).toEqual(places);
  });

  test.each([[null], [[]], ["text"], [{}], [{ predicate: null }]])("%j", document => {
    expect(checkProvenance(document as never, KNOWN)).not.toEqual([]);
  });
});
