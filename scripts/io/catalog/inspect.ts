import type { Entry } from "../../model/entry/entry.ts";
import { checkEntry, isStoredEndpoint } from "../../model/entry/rules.ts";
import { type Finding, finding, isBlocking } from "../../model/finding.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Override } from "../../model/override/override.ts";
import { checkOverride } from "../../model/override/rules.ts";
import { checkRecoveryDocument, type Recovery } from "../../model/recovery/recovery.ts";
import type { Release, Releases } from "../../model/release/release.ts";
import { checkReleases } from "../../model/release/rules.ts";
import { locate } from "../json/locate.ts";
import { type JsonDocument, parseJson } from "../json/parse.ts";
import { isCanonical } from "../json/render.ts";
import { ENTRY_LIMITS, type JsonLimits, RELEASES_LIMITS } from "../json/strictness.ts";
import type { PackageFiles } from "./package-files.ts";
import type { Rulebook } from "./rulebook.ts";
import type { ReadFile } from "./source.ts";

/** One package's files, read strictly, with everything wrong in them. */
export interface Inspected {
  readonly name: string;
  readonly findings: readonly Finding[];
  /** Present when its file is there and has no blocking finding of shape. */
  readonly entry?: Entry;
  readonly releases?: Releases;
  readonly override?: Override;
  readonly recovery?: Recovery;
}

/**
 * Reads the files of one package and applies every rule that needs nothing but them: strict JSON, schema,
 * content, canonical form.
 *
 * @param previous the releases the base commit holds, when there is a base
 */
export function inspectPackage(
  files: PackageFiles,
  readFile: ReadFile,
  rulebook: Rulebook,
  previous?: readonly Release[],
): Inspected {
  const findings: Finding[] = [];
  const read = <Document>(
    kind: DocumentKind,
    path: string | undefined,
    check: (document: JsonObject, isShaped: boolean) => Finding[],
  ) => {
    const bytes = path === undefined ? undefined : readFile(path);
    if (path === undefined || bytes === undefined) return undefined;
    const inspected = inspectDocument<Document>(kind, bytes, rulebook, check);
    for (const found of inspected.findings) findings.push({ ...found, file: path });
    return inspected.document;
  };
  const { settings } = rulebook;
  const entry = read<Entry>("entry", files.entry, document =>
    checkEntry(document, { path: files.entry!, hosts: settings.hosts }),
  );
  const releases = read<Releases>("releases", files.releases, (document, isShaped) =>
    checkReleases(document, {
      path: files.releases!,
      isShaped,
      ...(previous === undefined ? {} : { previous }),
    }),
  );
  const override = read<Override>("override", files.override, document =>
    checkOverride(document, { name: files.name, hosts: settings.hosts }),
  );
  const recovery = read<Recovery>("recovery", files.recovery, document =>
    checkRecoveryDocument(document, files.name),
  );
  if (files.entry === undefined) findings.push(makeOrphanFinding(files));
  return {
    name: files.name,
    findings,
    ...(entry === undefined ? {} : { entry }),
    ...(releases === undefined ? {} : { releases }),
    ...(override === undefined ? {} : { override }),
    ...(recovery === undefined ? {} : { recovery }),
  };
}

type DocumentKind = "entry" | "releases" | "override" | "recovery";

const LIMITS: Readonly<Record<DocumentKind, JsonLimits>> = {
  entry: ENTRY_LIMITS,
  override: ENTRY_LIMITS,
  recovery: ENTRY_LIMITS,
  releases: RELEASES_LIMITS,
};

/** Applies the rules in the order in which a person can mend: bytes, then content, then form. */
function inspectDocument<Document>(
  kind: DocumentKind,
  bytes: Uint8Array,
  { guards, settings: { hosts } }: Rulebook,
  check: (document: JsonObject, isShaped: boolean) => Finding[],
): { document?: Document; findings: readonly Finding[] } {
  const parsed = parseJson(bytes, LIMITS[kind]);
  if ("findings" in parsed) return parsed;
  const { document, text } = parsed;
  const isShaped = guards[kind](document);
  const findings = check(document, isShaped);
  if (!isShaped) addSchemaFindings(findings, guards.explain(kind, document));
  const isRight = !findings.some(isBlocking);
  if (isRight && !isFormed(parsed, kind, hosts)) findings.push(FORM);
  const located = findings.map(found => ({ ...found, ...locate(text, found.pointer ?? []) }));
  return { findings: located, ...(isRight ? { document: document as unknown as Document } : {}) };
}

function isFormed(parsed: JsonDocument, kind: DocumentKind, hosts: readonly string[]): boolean {
  const isStored = kind !== "entry" || isStoredEndpoint(parsed.document.endpoint as string, hosts);
  return isStored && isCanonical(parsed, kind);
}

const FORM = finding("JSON_FORM", "the file is not in the catalog's form", {
  expected:
    "two-space indentation, keys in the schema's order, the stored spelling of an endpoint, one newline at the end",
  fix: "run: npx pak check --fix",
});

/** The schema says again, in general words, what a rule said precisely: only what no rule has named is added. */
function addSchemaFindings(findings: Finding[], explained: readonly Finding[]): void {
  const named = new Set(findings.map(found => JSON.stringify(found.pointer?.[0])));
  for (const found of explained) if (!named.has(JSON.stringify(found.pointer?.[0]))) findings.push(found);
}

function makeOrphanFinding(files: PackageFiles): Finding {
  return finding("ENTRY_MISSING", `nothing is called ${files.name} in this catalog`, {
    file: (files.releases ?? files.override ?? files.recovery)!,
    expected: `an entry of the name ${files.name}`,
    fix: "add the entry, or delete this file",
  });
}
