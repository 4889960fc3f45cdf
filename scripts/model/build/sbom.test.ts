import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { isInstant } from "../text/instant.ts";
import { renderSbom, renderSerial, type SbomOrder } from "./sbom.ts";

const SCHEMAS = join(
  dirname(createRequire(import.meta.url).resolve("@cyclonedx/cyclonedx-library/package.json")),
  "res/schema",
);

/** The schema that CycloneDX publishes, with those that it refers to, as the library brings them. */
function compileSchema() {
  const ajv = new Ajv({
    strict: false,
    formats: {
      "date-time": text => isInstant(text.replace(".000Z", "Z")),
      "iri-reference": text => URL.canParse(text, "https://example.org/"),
      "idn-email": true,
      email: true,
      uri: true,
    },
  });
  for (const name of ["spdx", "jsf-0.82"])
    ajv.addSchema(readSchema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  return ajv.compile(readSchema("bom-1.6"));
}

function readSchema(name: string): object {
  return JSON.parse(readFileSync(join(SCHEMAS, `${name}.SNAPSHOT.schema.json`), "utf8"));
}

const validate = compileSchema();

function anOrder(fields: Partial<SbomOrder> = {}): SbomOrder {
  return {
    name: "foo",
    version: "1.2.3",
    endpoint: "https://github.com/acme/foo.git",
    pin: { tag: "v1.2.3", commit: "1".repeat(40), tree: `h1:${"A".repeat(43)}=` },
    license: "MIT",
    description: "Foo for all",
    homepage: "https://foo.example/",
    artifact: { file: "foo-1.2.3.tar.gz", sha256: "0123456789abcdef".repeat(4), size: 1234 },
    builder: "npm",
    components: [
      {
        name: "@s/a",
        version: "1.0.0",
        purl: "pkg:npm/%40s/a@1.0.0",
        sha512: "ab".repeat(64),
        license: "ISC",
      },
      { name: "b", version: "2.0.0", purl: "pkg:npm/b@2.0.0", isOptional: true },
    ],
    built: "2026-10-18T12:00:00Z",
    ...fields,
  };
}

/** Renders an SBOM that CycloneDX's own schema accepts. */
function render(fields: Partial<SbomOrder> = {}): JsonObject {
  const document = JSON.parse(renderSbom(anOrder(fields)));
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  return document;
}

describe("renderSbom", () => {
  test("tells the package, its artifact and what is inside", () => {
    expect(render()).toEqual({
      $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      version: 1,
      serialNumber: "urn:uuid:01234567-89ab-8def-8123-456789abcdef",
      metadata: {
        timestamp: "2026-10-18T12:00:00.000Z",
        lifecycles: [{ phase: "build" }],
        tools: { components: [{ type: "application", name: "pak", "bom-ref": "pak" }] },
        component: {
          type: "library",
          name: "foo",
          version: "1.2.3",
          "bom-ref": "foo@1.2.3",
          description: "Foo for all",
          hashes: [{ alg: "SHA-256", content: "0123456789abcdef".repeat(4) }],
          licenses: [{ license: { id: "MIT" } }],
          purl: "pkg:github/acme/foo@v1.2.3",
          externalReferences: [
            { url: "https://github.com/acme/foo.git", type: "vcs" },
            { url: "https://foo.example/", type: "website" },
          ],
          properties: [
            { name: "pak:artifact", value: "foo-1.2.3.tar.gz" },
            { name: "pak:size", value: "1234" },
            { name: "pak:builder", value: "npm" },
            { name: "pak:tag", value: "v1.2.3" },
            { name: "pak:commit", value: "1".repeat(40) },
            { name: "pak:tree", value: `h1:${"A".repeat(43)}=` },
          ],
        },
      },
      components: [
        {
          type: "library",
          name: "@s/a",
          version: "1.0.0",
          "bom-ref": "pkg:npm/%40s/a@1.0.0",
          scope: "required",
          hashes: [{ alg: "SHA-512", content: "ab".repeat(64) }],
          licenses: [{ license: { id: "ISC" } }],
          purl: "pkg:npm/%40s/a@1.0.0",
        },
        {
          type: "library",
          name: "b",
          version: "2.0.0",
          "bom-ref": "pkg:npm/b@2.0.0",
          scope: "optional",
          purl: "pkg:npm/b@2.0.0",
        },
      ],
      dependencies: [
        { ref: "foo@1.2.3", dependsOn: ["pkg:npm/%40s/a@1.0.0", "pkg:npm/b@2.0.0"] },
        { ref: "pkg:npm/%40s/a@1.0.0" },
        { ref: "pkg:npm/b@2.0.0" },
      ],
    });
  });

  test("the same order gives the same bytes", () => {
    expect(renderSbom(anOrder())).toBe(renderSbom(anOrder()));
    expect(renderSbom(anOrder())).toMatch(/^\{\n {2}"\$schema"(?:.|\n)*\n\}\n$/);
  });

  test("an npm package has its integrity and no repository", () => {
    const integrity = `sha512-${"A".repeat(86)}==`;
    const { metadata } = render({ endpoint: "@npm:@s/foo", pin: { integrity }, components: [] });
    expect((metadata as JsonObject).component).toMatchObject({
      purl: "pkg:npm/%40s/foo@1.2.3",
      externalReferences: [{ type: "website" }],
      properties: [{}, {}, {}, { name: "pak:integrity", value: integrity }],
    });
  });

  test("a package that says little has an SBOM all the same", () => {
    const { license, description, homepage, ...order } = anOrder({ components: [] });
    const document = JSON.parse(renderSbom(order));
    expect(validate(document)).toBe(true);
    expect(document).toMatchObject({ components: [], dependencies: [{ ref: "foo@1.2.3" }] });
  });

  test.each([
    ["MIT", { license: { id: "MIT" } }],
    ["(MIT OR Apache-2.0)", { expression: "(MIT OR Apache-2.0)" }],
    ["GPL-2.0+ AND LicenseRef-own", { expression: "GPL-2.0+ AND LicenseRef-own" }],
    ["Public domain", { license: { name: "Public domain" } }],
    ["MIT AND whatever", { license: { name: "MIT AND whatever" } }],
  ])("the licence %s", (license, expected) => {
    const { metadata } = render({ license });
    expect((metadata as JsonObject).component).toHaveProperty("licenses", [expected]);
  });

  test("hostile texts stay texts", () => {
    const text = '"}],"x":[{"\u2028</script>\u001b[31m';
    const { metadata } = render({ description: text, license: text, homepage: `https://x.example/${text}` });
    expect((metadata as JsonObject).component).toMatchObject({
      description: text,
      licenses: [{ license: { name: text } }],
    });
  });
});

test("a serial number is a UUID of version 8, whatever the digest", () => {
  for (const digit of "0123456789abcdef") {
    expect(renderSerial(digit.repeat(64))).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  }
});
