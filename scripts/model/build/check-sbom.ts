import type { Finding } from "../finding.ts";
import { isJsonObject, type Json, withoutAbsent } from "../json.ts";
import { isInstant } from "../text/instant.ts";
import { checkText } from "../text/text.ts";
import { type Component, MOST_COMPONENTS } from "./components.ts";
import { checkPaper, isLink, readAt, UNREAD } from "./paper.ts";
import { BUILDERS, type BuilderName } from "./recipe.ts";
import { renderSbom, type SbomOrder } from "./sbom.ts";

/** Characters of the longest package URL. */
const LONGEST_PURL = 1_024;

/** Characters of the longest description. */
const LONGEST_TEXT = 2_000;

/** Characters of the longest name, version and licence. */
const LONGEST_WORD = 214;

/** What whoever releases a build knows of it without asking the build. */
export type KnownContent = Pick<SbomOrder, "name" | "version" | "endpoint" | "pin" | "artifact">;

/**
 * Checks the SBOM that an untrusted build wrote: every word is what `renderSbom` makes of the known build and of what
 * only the build can tell, each of which is in order.
 */
export function checkSbom(document: Json, known: KnownContent): Finding[] {
  const subject = ["metadata", "component"] as const;
  const listed = readAt(document, isList, "components") ?? [];
  const order: SbomOrder = {
    ...known,
    builder: findBuilder(document) ?? (UNREAD as never),
    built: readInstant(document) ?? "1970-01-01T00:00:00Z",
    components: listed.flatMap(one => readComponent(one) ?? []),
    ...withoutAbsent({
      license: readLicense(document, ...subject),
      description: readAt(document, isDescription, ...subject, "description"),
      homepage: findHomepage(document),
    }),
  };
  return checkPaper("BUILD_SBOM", document, renderSbom(order));
}

function readComponent(value: Json): Component | undefined {
  const [name, version] = [readAt(value, isWord, "name"), readAt(value, isWord, "version")];
  const purl = readAt(value, isPurl, "purl");
  if (name === undefined || version === undefined || purl === undefined) return undefined;
  return {
    name,
    version,
    purl,
    ...withoutAbsent({
      sha512: readAt(value, isSha512, "hashes", 0, "content"),
      license: readLicense(value),
      isOptional: readAt(value, isWord, "scope") === "optional" ? (true as const) : undefined,
    }),
  };
}

function readLicense(value: Json, ...pointer: readonly string[]): string | undefined {
  const place = [...pointer, "licenses", 0] as const;
  return (
    readAt(value, isWord, ...place, "expression") ??
    readAt(value, isWord, ...place, "license", "id") ??
    readAt(value, isWord, ...place, "license", "name")
  );
}

function readInstant(document: Json): string | undefined {
  const written = readAt(document, isWord, "metadata", "timestamp")?.replace(/\.000Z$/, "Z");
  return isInstant(written) ? written : undefined;
}

function findBuilder(document: Json): BuilderName | undefined {
  const properties = readAt(document, isList, "metadata", "component", "properties") ?? [];
  const said = properties.find(one => isJsonObject(one) && one.name === "pak:builder");
  return said === undefined ? undefined : readAt(said, isBuilder, "value");
}

function findHomepage(document: Json): string | undefined {
  const references = readAt(document, isList, "metadata", "component", "externalReferences") ?? [];
  const said = references.find(one => isJsonObject(one) && one.type === "website");
  return said === undefined ? undefined : readAt(said, isLink, "url");
}

function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value) && value.length <= MOST_COMPONENTS;
}

function isWord(value: unknown): value is string {
  return checkText(value, LONGEST_WORD).length === 0;
}

function isDescription(value: unknown): value is string {
  return checkText(value, LONGEST_TEXT).length === 0;
}

function isPurl(value: unknown): value is string {
  return typeof value === "string" && value.length <= LONGEST_PURL && /^pkg:[a-z]+\/[!-~]+$/.test(value);
}

function isSha512(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{128}$/.test(value);
}

function isBuilder(value: unknown): value is BuilderName {
  return (BUILDERS as readonly unknown[]).includes(value);
}
