import { hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArguments } from "../commands/arguments.ts";
import { build } from "../commands/build.ts";
import { GLOBAL_FLAGS } from "../commands/table.ts";
import { digestTree } from "../io/archive/tree-digest.ts";
import { unpackArchive } from "../io/archive/unpack.ts";
import type { Build } from "../model/build/build.ts";
import type { JsonObject } from "../model/json.ts";
import type { Change } from "../model/override/override.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { startGitHost } from "./git-host.ts";
import { makeFolder, writeFiles } from "./repository.ts";
import { aWorld } from "./world.ts";

/** Debian's own programs, and no other ones that a developer may have beside them. */
export const SYSTEM_PATH = "/usr/bin:/bin";

/** A catalog with one package `foo` 1.0.0, whose source lies at a git server. */
export interface BuildCatalog {
  /** The folder of the catalog. */
  readonly root: string;
  /** PAK_HOME. */
  readonly home: string;
  /** Where builds of the version lie. */
  readonly place: string;
  /** Runs `pak build` with these words and flags; what it said and wrote. */
  build(...typed: string[]): Promise<BuildRan>;
}

/** What a run of `pak build` came to. */
export interface BuildRan {
  readonly exit: number;
  readonly printed: readonly string[];
  readonly reported: readonly string[];
  /** `build.json`. */
  readonly build: Build;
  /** Names of the files beside it, and itself. */
  readonly files: readonly string[];
  readonly log: string;
  /** The text of a file beside it. */
  read(file: string): string;
}

/**
 * Starts it.
 *
 * @param files of the source
 * @param recipe in the catalog's override; absent: there is none
 * @param environment beside PATH
 */
export async function startBuildCatalog(
  files: Readonly<Record<string, string>>,
  recipe?: JsonObject,
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<BuildCatalog> {
  const host = await startGitHost();
  host.repository.commit(files);
  for (const [path, text] of Object.entries(files))
    if (text.startsWith("#!")) host.repository.git("update-index", "--chmod=+x", path);
  host.repository.git(
    "-c",
    "user.name=x",
    "-c",
    "user.email=x@example.org",
    "commit",
    "-qm",
    "x",
    "--allow-empty",
  );
  const tree = digestTree(Object.entries(files).map(([path, text]) => [path, hash("sha256", text)]));
  const released = { ...host.release("v1.0.0"), tree };
  const [root, home] = [makeFolder(), makeFolder()];
  const { integrity: _, ...release } = aRelease("1.0.0");
  const change = { build: recipe ?? null } as Change;
  writeFiles(root, {
    ...settingsFile(),
    ...catalogFiles({
      entry: anEntry({ name: "foo", endpoint: host.endpoint, license: "MIT" }),
      releases: [{ ...release, ...released }],
      ...(recipe === undefined ? {} : { override: { "acme/foo": { "*": change } } }),
    }),
  });
  writeFiles(home, { "settings.json": JSON.stringify({ replace: host.replace }) });
  const place = join(root, ".pak/builds/foo/1.0.0");
  return {
    root,
    home,
    place,
    async build(...typed) {
      const world = aWorld({ root, home, environment: { PATH: SYSTEM_PATH, ...environment } });
      const given = parseArguments(build, GLOBAL_FLAGS, ["foo", ...typed]);
      const exit = await build.run(world, given);
      const read = (file: string) => readFileSync(join(place, file), "utf8");
      return {
        exit,
        printed: world.printed,
        reported: world.reported,
        build: JSON.parse(read("build.json")) as Build,
        files: readdirSync(place).sort(),
        log: read("log.txt"),
        read,
      };
    },
  };
}

/** Unpacks the artifact of a build into a folder that goes away with the test. */
export async function unpackArtifact({ place }: BuildCatalog): Promise<string> {
  const file = join(place, "foo-1.0.0.tar.gz");
  if (!existsSync(file)) throw new Error("there is no artifact");
  const folder = makeFolder();
  await unpackArchive(readFileSync(file), folder, { strip: 0 });
  return folder;
}
