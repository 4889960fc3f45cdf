import * as Enums from "@cyclonedx/cyclonedx-library/Enums";
import * as Models from "@cyclonedx/cyclonedx-library/Models";
import * as Serialize from "@cyclonedx/cyclonedx-library/Serialize";
import { isSupportedSpdxId } from "@cyclonedx/cyclonedx-library/SPDX";
import { Spec1dot6 } from "@cyclonedx/cyclonedx-library/Spec";
import type { Pin } from "../install/selection.ts";
import type { BuildFile } from "./build.ts";
import type { Component } from "./components.ts";
import { renderPurl } from "./purl.ts";
import type { BuilderName } from "./recipe.ts";

/** What an SBOM tells of a package that was built. */
export interface SbomOrder {
  readonly name: string;
  readonly version: string;
  /** As stored in the entry. */
  readonly endpoint: string;
  readonly pin: Pin;
  readonly license?: string;
  readonly description?: string;
  readonly homepage?: string;
  readonly artifact: BuildFile;
  readonly builder: BuilderName;
  /** What the artifact contains beside the package's own files. */
  readonly components: readonly Component[];
  /** When it was built, RFC 3339 in UTC with seconds. */
  readonly built: string;
}

/**
 * The SBOM of an artifact: CycloneDX 1.6, JSON, with one newline at its end. The same order gives the same bytes.
 */
export function renderSbom(order: SbomOrder): string {
  const { name, version, artifact, components } = order;
  const inside = components.map(makeComponent);
  const subject = new Models.Component(Enums.ComponentType.Library, name, {
    ...makeDetails(order),
    // No name has a colon, and a component's reference is its package URL: none is another's.
    bomRef: `${name}@${version}`,
    version,
    purl: renderPurl(order),
    hashes: new Models.HashDictionary([[Enums.HashAlgorithm["SHA-256"], artifact.sha256]]),
    externalReferences: new Models.ExternalReferenceRepository(listReferences(order)),
    properties: new Models.PropertyRepository(
      Object.entries(listProperties(order)).map(([key, value]) => new Models.Property(`pak:${key}`, value)),
    ),
    dependencies: new Models.BomRefRepository(inside.map(({ bomRef }) => bomRef)),
  });
  const bom = new Models.Bom({
    serialNumber: renderSerial(artifact.sha256),
    components: new Models.ComponentRepository(inside),
    metadata: new Models.Metadata({
      timestamp: new Date(order.built),
      lifecycles: new Models.LifecycleRepository([Enums.LifecyclePhase.Build]),
      tools: new Models.Tools({
        components: new Models.ComponentRepository([
          new Models.Component(Enums.ComponentType.Application, "pak", { bomRef: "pak" }),
        ]),
      }),
      component: subject,
    }),
  });
  const factory = new Serialize.JSON.Normalize.Factory(Spec1dot6);
  // Its own way to sort depends on the locale; the order here is the components' own.
  return `${new Serialize.JsonSerializer(factory).serialize(bom, { space: 2 })}\n`;
}

/**
 * An SBOM's serial number: the first bits of its artifact's digest as a UUID of one's own making (RFC 9562,
 * section 5.8).
 *
 * @param sha256 hex
 */
export function renderSerial(sha256: string): string {
  const variant = ((Number.parseInt(sha256[16]!, 16) & 0x3) | 0x8).toString(16);
  const parts = [
    sha256.slice(0, 8),
    sha256.slice(8, 12),
    `8${sha256.slice(13, 16)}`,
    `${variant}${sha256.slice(17, 20)}`,
    sha256.slice(20, 32),
  ];
  return `urn:uuid:${parts.join("-")}`;
}

/** What an SBOM tells in words of the catalog: where the source is from and how it was built. */
function listProperties({ pin, artifact, builder }: SbomOrder): Record<string, string> {
  const source =
    "integrity" in pin
      ? { integrity: pin.integrity }
      : { tag: pin.tag, commit: pin.commit, ...(pin.tree === undefined ? {} : { tree: pin.tree }) };
  return { artifact: artifact.file, size: String(artifact.size), builder, ...source };
}

function listReferences({ endpoint, homepage }: SbomOrder): Models.ExternalReference[] {
  const { VCS, Website } = Enums.ExternalReferenceType;
  return [
    ...(endpoint.startsWith("https://") ? [new Models.ExternalReference(endpoint, VCS)] : []),
    ...(homepage === undefined ? [] : [new Models.ExternalReference(homepage, Website)]),
  ];
}

function makeComponent(component: Component): Models.Component {
  const { name, version, purl, sha512, isOptional } = component;
  return new Models.Component(Enums.ComponentType.Library, name, {
    ...makeDetails(component),
    bomRef: purl,
    version,
    purl,
    scope: isOptional ? Enums.ComponentScope.Optional : Enums.ComponentScope.Required,
    hashes: new Models.HashDictionary(sha512 === undefined ? [] : [[Enums.HashAlgorithm["SHA-512"], sha512]]),
  });
}

function makeDetails({ license, description }: { license?: string; description?: string }) {
  const licenses = new Models.LicenseRepository(license === undefined ? [] : [makeLicense(license)]);
  return { licenses, ...(description === undefined ? {} : { description }) };
}

/** One licence that SPDX knows, an expression of such, or a name that says nothing to a program. */
function makeLicense(text: string): Models.License {
  if (isKnown(text)) return new Models.SpdxLicense(text);
  const words = text.split(/[\s()]+/).filter(word => word !== "");
  const isExpression = words.every((word, at) =>
    at % 2 === 1
      ? /^(?:AND|OR|WITH)$/.test(word)
      : isKnown(word.replace(/\+$/, "")) || /^LicenseRef-[\w.-]+$/.test(word),
  );
  return isExpression && words.length > 1
    ? new Models.LicenseExpression(text)
    : new Models.NamedLicense(text);
}

/** Whether SPDX's list has a licence or an exception of this name. */
function isKnown(id: string): boolean {
  return isSupportedSpdxId(id);
}
