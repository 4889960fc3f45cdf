import { type Finding, finding } from "../finding.ts";
import { parsePath } from "../name/paths.ts";

/** A file that a pull request changes, as git objects describe it. */
export interface ChangedFile {
  readonly path: string;
  /** Octal as git prints it. */
  readonly mode: string;
  /** Bytes. */
  readonly size: number;
  readonly status: "added" | "modified" | "deleted";
  /** The name inside, for an entry that could be read. */
  readonly name?: string;
  /** Whether all that changed in a releases file is that releases were withdrawn. */
  readonly isYank?: boolean;
}

/** Who made the change, and what was there before. */
export interface TreeContext {
  /** The refresh job: it changes the releases of many packages, and nothing else. */
  readonly isBot?: boolean;
  /** A maintainer may change several names and delete. */
  readonly isMaintainer?: boolean;
  /** Paths of the base commit, to notice names that differ in case only. */
  readonly basePaths?: Iterable<string>;
}

const MOST_FILES = 50;
const LARGEST_ENTRY = 65_536;
const LARGEST_RELEASES = 1_048_576;

/** Checks the shape of a publishing pull request: which files, of what kind, about one name. */
export function checkTree(files: readonly ChangedFile[], context: TreeContext = {}): Finding[] {
  const findings = files.flatMap(file => checkFile(file, context));
  const names = new Set(
    files
      .flatMap(({ path }) => parsePath(path) ?? [])
      .flatMap(({ kind, name }) => (kind === "key" ? [] : [name])),
  );
  const isWide = context.isBot || context.isMaintainer;
  if (!isWide && files.length > MOST_FILES) {
    findings.push(
      finding("TREE_TOO_MANY", `${files.length} files change at once`, {
        expected: `at most ${MOST_FILES}`,
        fix: "split the pull request",
      }),
    );
  }
  if (!isWide && names.size > 1) {
    findings.push(
      finding(
        "TREE_MULTIPLE_NAMES",
        `${names.size} packages change at once: ${[...names].slice(0, 5).join(", ")}`,
        {
          expected: "one package in a pull request",
          fix: "open a pull request for each",
        },
      ),
    );
  }
  return [...findings, ...checkCase(files, context.basePaths ?? [])];
}

function checkFile(file: ChangedFile, context: TreeContext): Finding[] {
  const add = (code: string, message: string, details = {}) => [
    finding(code, message, { file: file.path, ...details }),
  ];
  const place = file.isYank ? undefined : checkPlace(file.path, context);
  if (place !== undefined) return add(...place);
  if (file.mode === "120000") return add("TREE_SYMLINK", "a symbolic link", { expected: "a plain file" });
  if (file.mode === "160000") return add("TREE_SUBMODULE", "a submodule", { expected: "a plain file" });
  if (file.mode !== "100644")
    return add("TREE_MODE", `a file of mode ${file.mode}`, {
      expected: "100644",
      fix: `chmod 644 ${file.path}`,
    });
  if (file.status === "deleted") {
    if (context.isMaintainer) return [];
    return add("TREE_DELETE", "a file is deleted", {
      fix: "retract the package instead: its name is kept for ever",
    });
  }
  const parsed = parsePath(file.path)!;
  const most = parsed.kind === "releases" ? LARGEST_RELEASES : LARGEST_ENTRY;
  if (file.size > most)
    return add("TREE_FILE_TOO_LARGE", `the file has ${file.size} bytes`, { expected: `at most ${most}` });
  if (file.name !== undefined && file.name !== parsed.name) {
    return add("ENTRY_FILENAME", `the name inside is ${file.name}`, {
      expected: parsed.name,
      fix: "rename the file, or mend the name",
    });
  }
  return [];
}

const EXPECTED =
  "catalog/SHARD/NAME.json, overrides/NAME.json, catalog/recoveries/NAME.json, catalog/keys/FINGERPRINT.asc, or a withdrawn release in catalog/releases/SHARD/NAME.json";

/** Whether this writer may write at this path: one file, one writer (design, section 1). */
function checkPlace(
  path: string,
  { isBot, isMaintainer }: TreeContext,
): [string, string, object] | undefined {
  const parsed = parsePath(path);
  if (parsed === undefined) {
    // A right name below another folder than its own is a slip, anything else has no business here.
    const moved = /^catalog\/(?:releases\/)?[a-z0-9]{1,2}\/([^/]+)\.json$/.exec(path)?.[1];
    const isSlip = moved !== undefined && parsePath(`overrides/${moved}.json`) !== undefined;
    if (isSlip)
      return [
        "TREE_SHARD",
        "the file lies in another name's folder",
        { expected: "the first two letters or digits of the name" },
      ];
    return [
      "TREE_PATH",
      "a publishing pull request may not change this path",
      {
        expected: EXPECTED,
        fix: "leave it out: what is no package is the maintainers' to change, so open an issue",
      },
    ];
  }
  if (isMaintainer || (parsed.kind === "releases") === (isBot === true)) return undefined;
  const message = isBot ? "the refresh job writes releases only" : "only the refresh job writes releases";
  return [
    "TREE_PATH",
    message,
    { expected: isBot ? "catalog/releases/SHARD/NAME.json" : EXPECTED, fix: "leave the file out" },
  ];
}

function checkCase(files: readonly ChangedFile[], basePaths: Iterable<string>): Finding[] {
  const known = new Map(
    [...basePaths, ...files.map(file => file.path)].map(path => [path.toLowerCase(), path]),
  );
  for (const path of basePaths) known.set(path.toLowerCase(), path);
  return files.flatMap(({ path }) => {
    const other = known.get(path.toLowerCase());
    if (other === undefined || other === path) return [];
    return [
      finding("TREE_CASE_COLLISION", `${other} differs only in upper and lower case`, {
        file: path,
        fix: "choose another name",
      }),
    ];
  });
}
