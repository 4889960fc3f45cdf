import { PakError } from "../../errors.ts";
import { type Finding, finding } from "../../model/finding.ts";
import { parsePath } from "../../model/name/paths.ts";

/** The paths that belong to one name; a catalog in order has an entry for each. */
export interface PackageFiles {
  readonly name: string;
  readonly entry?: string;
  readonly releases?: string;
  readonly override?: string;
  readonly recovery?: string;
}

/** Files grouped by name in code-unit order, and findings for those that belong nowhere. */
export interface PackageListing {
  readonly packages: readonly PackageFiles[];
  /** Fingerprints of the owners' public keys in `catalog/keys/`. */
  readonly keys: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/** Groups some of a catalog's files by the package they speak of. */
export function listPackages(paths: readonly string[]): PackageListing {
  const byName = new Map<string, { -readonly [Field in keyof PackageFiles]: PackageFiles[Field] }>();
  const keys = new Set<string>();
  const findings: Finding[] = [];
  for (const file of paths) {
    const parsed = parsePath(file);
    if (parsed === undefined) {
      findings.push(
        finding("TREE_PATH", "no file of a catalog has this path", {
          file,
          expected:
            "catalog/SHARD/NAME.json, catalog/releases/SHARD/NAME.json, catalog/recoveries/NAME.json, catalog/keys/FINGERPRINT.asc or overrides/NAME.json",
          fix: "move or delete the file; SHARD is the first two letters or digits of NAME",
        }),
      );
    } else if (parsed.kind === "key") {
      keys.add(parsed.name);
    } else {
      let files = byName.get(parsed.name);
      if (files === undefined) byName.set(parsed.name, (files = { name: parsed.name }));
      files[parsed.kind] = file;
    }
  }
  const packages = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { packages, keys, findings };
}

/**
 * The packages of some of a catalog's files that have an entry.
 *
 * @param names those that are wanted; none means all
 * @throws PakError NOT_FOUND when one of the names has no entry
 */
export function listEntries(paths: readonly string[], names: readonly string[]): PackageFiles[] {
  const entries = listPackages(paths).packages.filter(({ entry }) => entry !== undefined);
  const known = new Set(entries.map(({ name }) => name));
  const missing = names.find(name => !known.has(name));
  if (missing !== undefined) throw makeNoEntry(missing);
  const wanted = new Set(names);
  return names.length === 0 ? entries : entries.filter(({ name }) => wanted.has(name));
}

/** What is said of a name that the catalog does not have. */
export function makeNoEntry(name: string): PakError {
  return new PakError("NOT_FOUND", `the catalog has no entry ${name}`, {
    fix: "check the spelling: pak search WORD",
  });
}

/** A finding for each of the paths of a catalog that is no plain file. */
export function checkLinks(paths: readonly string[]): Finding[] {
  return paths.map(file =>
    finding("TREE_SYMLINK", "a link or submodule, not a plain file", {
      file,
      expected: "a plain file",
      fix: "replace it by the file it points at",
    }),
  );
}
