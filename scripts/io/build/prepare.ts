import { isUtf8 } from "node:buffer";
import { lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Subject } from "../../builders/builder.ts";
import { inferBuilder, makeUnknownBuild } from "../../model/build/infer-recipe.ts";
import { OUTPUT_PLACE, type Plan, SOURCE_PLACE } from "../../model/build/plan.ts";
import { readRecipe } from "../../model/build/read-recipe.ts";
import type { BuilderName, Recipe } from "../../model/build/recipe.ts";
import type { Finding } from "../../model/finding.ts";
import type { Selection } from "../../model/install/selection.ts";
import type { Registries } from "../../model/upstream/registries.ts";
import { packArchive } from "../archive/pack.ts";
import { type BlendedSource, fetchBlended } from "../cache/fetch-blended.ts";
import { removeTree } from "../disk/remove-tree.ts";
import { LARGEST_MANIFEST } from "../json/manifest-file.ts";
import type { SandboxOrder } from "../sandbox/sandbox.ts";
import type { FetchSource } from "../source/sources.ts";
import type { BuildFolders } from "./collect-output.ts";
import { keepOwnFiles, listOutput } from "./list-output.ts";

/** What decides how a version is built. */
export interface PrepareOrder {
  readonly selection: Selection;
  /** Instead of what the recipe or the source says. */
  readonly builder?: BuilderName;
  readonly fetchSource: FetchSource;
  /** Asks a builder for its plan. */
  readonly plan: (builder: BuilderName, subject: Subject) => Plan | Promise<Plan>;
  readonly readRegistries: () => Promise<Registries>;
  /** Of every file that is packed, seconds since 1970. */
  readonly time: number;
}

/** A build that only has to be done. */
export interface Prepared {
  readonly source: BlendedSource;
  readonly recipe: Recipe;
  /** Absent when findings say why there can be none. */
  readonly plan?: Plan;
  readonly findings: readonly Finding[];
}

/** What pak itself puts into a source, for its builders; a source's own folder of that name is no part of it. */
const OWN_FOLDER = ".pak";

/** Where steps see the folders of a build. */
export function placeFolders({ source, output }: BuildFolders): SandboxOrder["writable"] {
  return { [SOURCE_PLACE]: source, [OUTPUT_PLACE]: output };
}

/**
 * Fetches and patches a source, keeps what it says of itself, and plans its build. Nothing of it runs.
 *
 * @param folders those of the source and the output exist and are empty
 * @param placeOf where steps see what lies at a path of this machine's folders
 * @throws PakError as `FetchSource` does, ARCHIVE_… for a source that can't be packed for its builder
 */
export async function prepareBuild(
  order: PrepareOrder,
  folders: BuildFolders,
  placeOf: (path: string) => string,
): Promise<Prepared> {
  const { name, version, endpoint, layers } = order.selection;
  const source = await fetchBlended(order.selection, folders.source, order.fetchSource);
  // Builders put files of their own there, and what lies beside them would be heeded as theirs.
  removeTree(join(folders.source, OWN_FOLDER));
  keepOwnFiles(folders.source, folders.own);
  const written = readRecipe(source.build, layers);
  const files = listOutput(folders.source, []);
  const paths = files.map(({ path }) => path);
  const builder = order.builder ?? written.recipe.builder ?? inferBuilder(paths, endpoint) ?? "command";
  const recipe = { ...written.recipe, builder };
  if (written.findings.length > 0) return { source, recipe, findings: written.findings };
  if (builder === "command" && !recipe.steps?.length) {
    return { source, recipe, findings: [makeUnknownBuild(name)] };
  }
  const places = { source: placeOf(SOURCE_PLACE), output: placeOf(OUTPUT_PLACE) };
  const subject: Subject = {
    name,
    version,
    manifest: source.manifest,
    recipe,
    paths,
    places,
    read: path => (paths.includes(path) ? readText(join(folders.source, path)) : undefined),
    readRegistries: order.readRegistries,
    async packSource() {
      const folder = `${name}-${version}`;
      const path = `${OWN_FOLDER}/${folder}.tar.gz`;
      const target = join(folders.source, path);
      mkdirSync(dirname(target), { recursive: true });
      const { sha256 } = await packArchive(files, target, { folder, time: order.time });
      return { place: `${places.source}/${path}`, sha256 };
    },
  };
  const plan = await order.plan(builder, subject);
  for (const [path, text] of Object.entries(plan.files)) {
    mkdirSync(dirname(join(folders.source, path)), { recursive: true });
    writeFileSync(join(folders.source, path), text);
  }
  return { source, recipe, plan, findings: [] };
}

function readText(file: string): string | undefined {
  if (lstatSync(file).size > LARGEST_MANIFEST) return undefined;
  const bytes = readFileSync(file);
  return isUtf8(bytes) ? bytes.toString() : undefined;
}
