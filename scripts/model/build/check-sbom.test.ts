import { describe, expect, test } from "vitest";
import { checkSbom } from "./check-sbom.ts";
import { renderSbom, type SbomOrder } from "./sbom.ts";

const KNOWN = {
  name: "foo",
  version: "1.2.3",
  endpoint: "https://github.com/acme/foo.git",
  pin: { tag: "v1.2.3", commit: "1".repeat(40), tree: `h1:${"A".repeat(43)}=` },
  artifact: { file: "foo-1.2.3.tar.gz", sha256: "a".repeat(64), size: 12 },
};

const ORDER: SbomOrder = {
  ...KNOWN,
  license: "MIT",
  description: "Foo for all",
  homepage: "https://foo.example/",
  builder: "npm",
  components: [
    { name: "@s/a", version: "1.0.0", purl: "pkg:npm/%40s/a@1.0.0", sha512: "ab".repeat(64), license: "ISC" },
    { name: "b", version: "2.0.0", purl: "pkg:npm/b@2.0.0", isOptional: true },
  ],
  built: "2026-10-18T12:00:00Z",
};

/** The places where an SBOM is wrong once one value of it was changed. */
function placesAfter(change: (bom: any) => void, order: Partial<SbomOrder> = {}): string[] {
  const bom = JSON.parse(renderSbom({ ...ORDER, ...order }));
  change(bom);
  return checkSbom(bom, KNOWN).map(({ code, pointer }) => {
    expect(code).toBe("BUILD_SBOM");
    return pointer!.slice(pointer![1] === "component" ? 2 : 0).join(".");
  });
}

const unchanged = () => {};

test("what the build itself tells is right as long as it is in order", () => {
  expect(placesAfter(unchanged)).toEqual([]);
  const { license, description, homepage, ...least } = ORDER;
  expect(checkSbom(JSON.parse(renderSbom({ ...least, components: [] })), KNOWN)).toEqual([]);
  for (const said of ["MIT OR ISC", "Public domain"])
    expect(placesAfter(unchanged, { license: said })).toEqual([]);
});

describe("another build's SBOM is refused", () => {
  test.each<[string, Partial<SbomOrder>, string]>([
    ["name", { name: "bar" }, "name"],
    ["version", { version: "1.2.4" }, "version"],
    ["artifact", { artifact: { ...KNOWN.artifact, sha256: "e".repeat(64) } }, "hashes.0.content"],
    ["endpoint", { endpoint: "https://github.com/acme/bar.git" }, "purl"],
    ["commit", { pin: { ...KNOWN.pin, commit: "2".repeat(40) } }, "properties.4.value"],
  ])("%s", (_, order, place) => {
    expect(placesAfter(unchanged, order)).toContain(place);
  });
});

describe("what is out of order is refused", () => {
  test.each<[string, (bom: any) => void, string]>([
    ["another format", it => (it.bomFormat = "SPDX"), "bomFormat"],
    ["another serial number", it => (it.serialNumber = "urn:uuid:0"), "serialNumber"],
    ["an extra field", it => (it.services = []), "services"],
    [
      "a builder that there is not",
      it => (it.metadata.component.properties[2].value = "sh"),
      "properties.2.value",
    ],
    ["a time that is none", it => (it.metadata.timestamp = "now"), "metadata.timestamp"],
    [
      "a page with a script",
      it => (it.metadata.component.externalReferences[1].url = "javascript:1"),
      "externalReferences.1",
    ],
    ["a text that turns around", it => (it.metadata.component.description = "\u202ex"), "description"],
    ["a component without an address", it => delete it.components[0].purl, "components.0.name"],
    ["a component's escape", it => (it.components[1].name = "\u001b[31m"), "components.1"],
    ["a digest that is none", it => (it.components[0].hashes[0].content = "x"), "components.0.hashes"],
    ["components that are none", it => (it.components = "none"), "components"],
    ["one component twice", it => (it.components[1] = it.components[0]), "components.1.bom-ref"],
  ])("%s", (_, change, place) => {
    expect(placesAfter(change)).toContain(place);
  });

  test.each([[null], [[]], ["text"], [{}], [{ metadata: null }]])("%j", document => {
    expect(checkSbom(document as never, KNOWN)).not.toEqual([]);
  });
});
