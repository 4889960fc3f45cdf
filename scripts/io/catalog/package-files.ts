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
