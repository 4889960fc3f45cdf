import { expect, test } from "vitest";
import { BUILD_TYPE, type ProvenanceOrder, renderProvenance } from "./provenance.ts";

const COMMIT = "1".repeat(40);

function anOrder(fields: Partial<ProvenanceOrder> = {}): ProvenanceOrder {
  return {
    name: "foo",
    version: "1.2.3",
    endpoint: "https://github.com/acme/foo.git",
    pin: { tag: "v1.2.3", commit: COMMIT, tree: "h1:Khu2En+0gcYPZ2kuIihfswbzxv/mIHXgzPZ018Oty48=" },
    recipe: { builder: "make", steps: [["make", "all"]], test: [], files: ["lib/**"] },
    sandbox: "bubblewrap",
    layers: "b".repeat(64),
    tools: { make: "GNU Make 4.4.1" },
    started: "2026-10-18T12:00:00Z",
    finished: "2026-10-18T12:01:00Z",
    artifact: { file: "foo-1.2.3.tar.gz", sha256: "a".repeat(64), size: 12 },
    log: { file: "build.log", sha256: "c".repeat(64), size: 34 },
    ...fields,
  };
}

test("provenance is a statement of in-toto with a predicate of SLSA", () => {
  expect(JSON.parse(renderProvenance(anOrder()))).toEqual({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "foo-1.2.3.tar.gz", digest: { sha256: "a".repeat(64) } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: {
          name: "foo",
          version: "1.2.3",
          builder: "make",
          recipe: { steps: [["make", "all"]], test: [], files: ["lib/**"] },
        },
        internalParameters: { sandbox: "bubblewrap", layers: "b".repeat(64) },
        resolvedDependencies: [
          {
            name: "source",
            uri: "git+https://github.com/acme/foo.git@refs/tags/v1.2.3",
            digest: {
              gitCommit: COMMIT,
              dirHash: "2a1bb6127fb481c60f67692e22285fb306f3c6ffe62075e0ccf674d7c3adcb8f",
            },
          },
        ],
      },
      runDetails: {
        builder: { id: "urn:pak-catalog:local#bubblewrap", version: { make: "GNU Make 4.4.1" } },
        metadata: { startedOn: "2026-10-18T12:00:00Z", finishedOn: "2026-10-18T12:01:00Z" },
        byproducts: [{ name: "build.log", digest: { sha256: "c".repeat(64) }, mediaType: "text/plain" }],
      },
    },
  });
});

test("the same order gives the same bytes", () => {
  expect(renderProvenance(anOrder())).toBe(renderProvenance(anOrder()));
  expect(renderProvenance(anOrder())).toMatch(/^\{\n {2}"_type"(?:.|\n)*\n\}\n$/);
});

test("an npm package's source is its tarball", () => {
  const pin = { integrity: `sha512-${"A".repeat(86)}==` };
  const { predicate } = JSON.parse(renderProvenance(anOrder({ endpoint: "@npm:@s/foo", pin })));
  expect(predicate.buildDefinition.resolvedDependencies).toEqual([
    { name: "source", uri: "pkg:npm/%40s/foo@1.2.3", digest: { sha512: "0".repeat(128) } },
  ]);
});

test("a patch, a run and a catalog's repository are told", () => {
  const patch = { url: `https://github.com/acme/p/raw/${COMMIT}/x.patch`, sha256: "d".repeat(64) };
  const repository = "https://github.com/acme/catalog";
  const invocation = `${repository}/actions/runs/1/attempts/1`;
  const pin = { tag: "a/b@1+c", commit: COMMIT };
  const order = anOrder({ patch, repository, invocation, pin, sandbox: "none" });
  const { buildDefinition, runDetails } = JSON.parse(renderProvenance(order)).predicate;
  expect(buildDefinition.resolvedDependencies).toEqual([
    {
      name: "source",
      uri: "git+https://github.com/acme/foo.git@refs/tags/a/b@1+c",
      digest: { gitCommit: COMMIT },
    },
    { name: "patch", uri: patch.url, digest: { sha256: patch.sha256 } },
  ]);
  expect(runDetails.builder.id).toBe(`${repository}#none`);
  expect(runDetails.metadata.invocationId).toBe(invocation);
});
