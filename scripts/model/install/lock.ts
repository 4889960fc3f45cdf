import { parseStoredEndpoint } from "../entry/endpoint.ts";
import { isJsonObject, type Json, type JsonObject, withoutAbsent } from "../json.ts";
import type { Layer, LayerName } from "../manifest/layers.ts";
import { isName } from "../name/name.ts";
import { overrideKeyOf } from "../override/choose.ts";
import { checkOverride } from "../override/rules.ts";
import { isIntegrity, isTreeDigest } from "../release/digests.ts";
import { isReleasedFile } from "../release/fields.ts";
import { checkTag } from "../release/tag.ts";
import { isVersion } from "../version/version.ts";
import { isPackageName, withoutKind } from "./package-word.ts";
import type { Pin, Selection } from "./selection.ts";

/** The file beside an application's `pak.json`. */
export const LOCK_FILE = "pak-lock.json";

/** Packages of one application: far more than any has, and few enough to follow what they need. */
export const MOST_PACKAGES = 1_000;

/** What an older pak can't read gets another number. */
const FORMAT = 1;

/** What was installed, exactly: enough to install it again without asking a catalog. */
export interface Lock {
  /** By name. */
  readonly packages: ReadonlyMap<string, Selection>;
  /** Names that the application or a package spells differently: alias to name. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Optional packages that no catalog had: they are looked for again by `pak update` only. */
  readonly absent: ReadonlySet<string>;
  /** By package, a digest of what it blended into the application, hex: that is done once, not once in every clone. */
  readonly blended: ReadonlyMap<string, string>;
  /** Whether packages' optional dependencies are installed too. */
  readonly withOptional: boolean;
}

export const EMPTY_LOCK: Lock = {
  packages: new Map(),
  aliases: new Map(),
  absent: new Set(),
  blended: new Map(),
  withOptional: false,
};

/**
 * The text of a lock file: packages by name, so that two people's changes merge line by line. What
 * `~/.pak/overrides` says is not in it: that is this computer's alone.
 */
export function renderLock({ packages, aliases, absent, blended, withOptional }: Lock): string {
  const byName = <Value>(map: ReadonlyMap<string, Value>) =>
    [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, value] as const);
  const document = {
    lockVersion: FORMAT,
    ...(withOptional ? { withOptional } : {}),
    ...(aliases.size === 0 ? {} : { aliases: Object.fromEntries(byName(aliases)) }),
    ...(absent.size === 0 ? {} : { absent: [...absent].sort() }),
    packages: Object.fromEntries(
      byName(packages).map(([name, { version, catalog, endpoint, pin, artifact, layers }]) => {
        const shared = Object.fromEntries(listShared(layers));
        return [
          name,
          withoutAbsent({
            version,
            catalog,
            endpoint,
            ...pin,
            artifact,
            blended: blended.get(name),
            layers: shared,
          }),
        ];
      }),
    ),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The package that a spelling means, with or without a catalog before it. */
export function findTarget({ aliases }: Pick<Lock, "aliases">, spelt: string): string {
  const name = withoutKind(spelt);
  return aliases.get(spelt) ?? aliases.get(name) ?? name;
}

/** The layers that come from the catalog; each occurs once. */
function listShared(layers: readonly Layer[]): [string, Layer["change"]][] {
  return layers.filter(({ name }) => name !== "user").map(({ name, change }) => [name, change]);
}

/** Reads a lock file's document; gives a sentence instead when it is none that this program wrote. */
export function parseLock(document: Json): Lock | string {
  if (!isJsonObject(document)) return "it is not an object";
  const { lockVersion, packages, aliases = {}, absent = [] } = document;
  if (lockVersion !== FORMAT) return `its lockVersion is ${JSON.stringify(lockVersion)}, not ${FORMAT}`;
  if (!isJsonObject(packages) || !isJsonObject(aliases)) return "it has no packages";
  if (!Array.isArray(absent) || !absent.every(name => typeof name === "string" && isPackageName(name)))
    return "its list of absent packages is not in order";
  if (Object.keys(packages).length > MOST_PACKAGES) return `it has more than ${MOST_PACKAGES} packages`;
  const selections = new Map<string, Selection>();
  const blended = new Map<string, string>();
  for (const [name, value] of Object.entries(packages)) {
    const selection = isName(name) && isJsonObject(value) ? parseSelection(name, value) : undefined;
    if (selection === undefined) return `${JSON.stringify(name.slice(0, 60))} in it is not in order`;
    selections.set(name, selection);
    const digest = (value as JsonObject).blended;
    if (typeof digest === "string") blended.set(name, digest);
  }
  for (const [alias, name] of Object.entries(aliases))
    if (!isPackageName(alias) || typeof name !== "string")
      return `the alias ${JSON.stringify(alias.slice(0, 60))} in it is not in order`;
  // Who takes a package out by hand leaves its aliases behind.
  const spellings = Object.entries(aliases as Record<string, string>).filter(([, name]) =>
    selections.has(name),
  );
  return {
    packages: selections,
    aliases: new Map(spellings),
    absent: new Set(absent as string[]),
    blended,
    withOptional: document.withOptional === true,
  };
}

function parseSelection(name: string, value: JsonObject): Selection | undefined {
  const { version, catalog, endpoint, artifact, layers } = value;
  const pin = parsePin(value);
  if (
    !isVersion(version) ||
    typeof catalog !== "string" ||
    !/^[a-z0-9-]{1,64}$/.test(catalog) ||
    pin === undefined ||
    !isJsonObject(layers)
  )
    return undefined;
  if (typeof endpoint !== "string" || !isSource(endpoint, pin)) return undefined;
  if (artifact !== undefined && !isReleasedFile(artifact)) return undefined;
  const read = Object.entries(layers).map(([layer, change]) => ({ name: layer, change }) as Layer);
  const isRight = read.every(({ name: layer, change }) =>
    layer === "catalog" ? isChange(change, name, endpoint) : isShared(layer) && isPlain(change),
  );
  if (!isRight) return undefined;
  return { name, version, catalog, endpoint, pin, ...withoutAbsent({ artifact }), layers: read };
}

function isShared(layer: LayerName): boolean {
  return layer === "entry" || layer === "release";
}

/** Whether a catalog would take it as a change for this endpoint. */
function isChange(change: Json, name: string, endpoint: string): boolean {
  return checkOverride({ [overrideKeyOf(endpoint)!]: { "*": change } }, { name }).length === 0;
}

/** Whether it has texts only, lists of them, and maps of them: what entries and releases say of a manifest. */
function isPlain(change: Json): boolean {
  return (
    isJsonObject(change) &&
    Object.values(change).every(
      value =>
        typeof value === "string" ||
        (typeof value === "object" &&
          value !== null &&
          Object.values(value).every(item => typeof item === "string")),
    )
  );
}

function parsePin({ integrity, tag, commit, tree }: JsonObject): Pin | undefined {
  if (typeof integrity === "string") return isIntegrity(integrity) ? { integrity } : undefined;
  if (typeof tag !== "string" || checkTag(tag).length > 0) return undefined;
  if (typeof commit !== "string" || !/^[0-9a-f]{40}$/.test(commit)) return undefined;
  if (tree === undefined) return { tag, commit };
  return typeof tree === "string" && isTreeDigest(tree) ? { tag, commit, tree } : undefined;
}

/** Whether an endpoint is where something with such a pin comes from. */
function isSource(endpoint: string, pin: Pin): boolean {
  return parseStoredEndpoint(endpoint)?.kind === ("integrity" in pin ? "npm" : "git");
}
