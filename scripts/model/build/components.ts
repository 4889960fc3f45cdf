import { parseEndpoint } from "../entry/endpoint.ts";
import { type Finding, finding } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject, withoutAbsent } from "../json.ts";
import { isIntegrity, renderHex } from "../release/digests.ts";
import { checkText } from "../text/text.ts";
import { renderNpmPurl } from "./purl.ts";

/** A package that another one contains. */
export interface Component {
  readonly name: string;
  readonly version: string;
  /** Its package URL; no two components have the same. */
  readonly purl: string;
  /** Of its archive, hex; absent where nobody recorded it. */
  readonly sha512?: string;
  readonly license?: string;
  /** Whether the package works without it. */
  readonly isOptional?: true;
}

/** Components of the largest SBOM. */
export const MOST_COMPONENTS = 10_000;

/** Characters of the longest name and version; npm allows no longer ones. */
const LONGEST = 214;

const LONGEST_LICENSE = 128;

/**
 * Lists what an npm package contains when it runs, from its `package-lock.json` (lockfileVersion 2 or 3): neither
 * what only its development needs nor its own workspaces. A stranger wrote the file: what can't be told from it is a
 * finding, since an SBOM that leaves something out in silence says something wrong.
 */
export function listNpmComponents(lock: JsonObject): {
  /** By package URL. */
  readonly components: readonly Component[];
  readonly findings: readonly Finding[];
} {
  const { lockfileVersion, packages } = lock;
  if ((lockfileVersion !== 2 && lockfileVersion !== 3) || !isJsonObject(packages)) {
    return refuse([], "has no list of packages", "write it anew: npm install --package-lock-only");
  }
  const inside = Object.entries(packages).filter(([path, value]) => isContained(path, value));
  if (inside.length > MOST_COMPONENTS)
    return refuse(["packages"], `lists ${inside.length} packages, more than ${MOST_COMPONENTS}`);
  const read = inside.map(([path, value]) => readComponent(path, value as JsonObject));
  const wrong = inside.filter((_, at) => read[at] === undefined);
  // The same version lies in several folders when others stand between them; it is one component.
  const byPurl = new Map(read.flatMap(one => (one === undefined ? [] : [[one.purl, one] as const])));
  return {
    components: [...byPurl.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1)),
    findings: wrong.flatMap(
      ([path]) =>
        refuse(["packages", path], `does not tell which package ${JSON.stringify(path.slice(0, 100))} is`)
          .findings,
    ),
  };
}

function refuse(pointer: readonly string[], what: string, fix = "mend the lock file upstream") {
  return {
    components: [],
    findings: [finding("BUILD_SBOM", `package-lock.json ${what}`, { pointer, fix })],
  };
}

function isContained(path: string, value: Json): boolean {
  const isInstalled = path.includes("node_modules/");
  if (!isJsonObject(value)) return isInstalled;
  return isInstalled && value.dev !== true && value.link !== true && value.extraneous !== true;
}

function readComponent(path: string, value: JsonObject): Component | undefined {
  if (!isJsonObject(value)) return undefined;
  // An alias is installed under another name than its own.
  const { name = path.slice(path.lastIndexOf("node_modules/") + 13), version, integrity, license } = value;
  if (typeof name !== "string" || parseEndpoint(`@npm:${name}`)?.kind !== "npm") return undefined;
  if (typeof version !== "string" || version.length > LONGEST || !/^[0-9A-Za-z][\w.+-]*$/.test(version))
    return undefined;
  const sha512 = typeof integrity === "string" ? integrity.split(/\s+/).find(isIntegrity) : undefined;
  const isTold = license !== undefined && checkText(license, LONGEST_LICENSE).length === 0;
  return {
    name,
    version,
    purl: renderNpmPurl(name, version, readRepository(value.resolved)),
    ...withoutAbsent({
      sha512: sha512 && renderHex(sha512),
      license: isTold ? (license as string) : undefined,
      isOptional: value.optional === true || value.devOptional === true ? (true as const) : undefined,
    }),
  };
}

/** Where a dependency comes from that no registry has; an address with a secret in it is not told. */
function readRepository(resolved: Json | undefined): string | undefined {
  if (typeof resolved !== "string" || resolved.length > 512) return undefined;
  const [, place, commit] =
    /^(git\+(?:https|ssh):\/\/(?:git@)?[\w.-]+\/[\w./~-]+)#([0-9a-f]{40})$/.exec(resolved) ?? [];
  return place && `${place}@${commit}`;
}
