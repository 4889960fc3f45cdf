import { type Plan, SOURCE_PLACE, type Tool } from "../model/build/plan.ts";
import type { BuilderName, Recipe, Step } from "../model/build/recipe.ts";
import type { JsonObject } from "../model/json.ts";
import type { Registries } from "../model/upstream/registries.ts";

/** A file where steps see it. */
export interface PlacedFile {
  readonly place: string;
  /** hex */
  readonly sha256: string;
}

/** What a builder is told of a package. It looks at nothing else, so a plan can be judged before any of it is done. */
export interface Subject {
  readonly name: string;
  readonly version: string;
  /** Blended; says nothing that is not checked. */
  readonly manifest: JsonObject;
  readonly recipe: Omit<Recipe, "builder">;
  /** Paths of the source's files as fetched and patched, with forward slashes. */
  readonly paths: readonly string[];
  /** The two folders as steps see them: always the same ones in a real sandbox, this machine's own without one. */
  readonly places: { readonly source: string; readonly output: string };
  /** The text of a file of the source; `undefined` when there is none, or it is large or no text. */
  read(path: string): string | undefined;
  /** What npm's configuration says of registries. */
  readRegistries(): Promise<Registries>;
  /** Packs the source into one archive that steps can read: a tar compressed with gzip, in a folder `NAME-VERSION`. */
  packSource(): Promise<PlacedFile>;
}

/**
 * Who knows how one kind of project is built. A builder runs nothing: it makes a plan, whose steps
 * `io/build/run-steps.ts` runs in a sandbox, one after the other, until one fails.
 *
 * A recipe's `steps` stand in the place of what configures and builds, its `test` in the place of what tests. What a
 * builder fetches first, and how it installs or packs at the end, stays its own: it knows what its tools need of the
 * network, and where its output lies. Who wants to say all of it says `command`.
 */
export interface Builder {
  readonly name: BuilderName;
  plan(subject: Subject): Plan | Promise<Plan>;
}

/** Where people install what they built themselves, and so what files that name their own place should say. */
export const PREFIX = "/usr/local";

/** A program that comes with a package of Debian. */
export function makeTool(name: string, debian: string): Tool {
  return { name, ask: [name, "--version"], get: `install it: apt-get install ${debian}` };
}

/** The steps of a recipe for one phase, or the builder's own when it has none. */
export function planSteps<const Of extends "configure" | "build" | "test">(
  phase: Of,
  written: readonly Step[] | undefined,
  own: readonly Step[],
): { readonly phase: Of; readonly step: Step }[] {
  return (written ?? own).map(step => ({ phase, step }));
}

/** The programs of a recipe's steps that are not the package's own; how to get them is their author's to know. */
export function listTools(recipe: Subject["recipe"], known: readonly Tool[]): Tool[] {
  const programs = [...(recipe.steps ?? []), ...(recipe.test ?? [])].map(([program]) => program);
  const others = [...new Set(programs)].filter(
    program => !program.includes("/") && !known.some(tool => tool.name === program),
  );
  return others.map(program => ({
    name: program,
    ask: [program, "--version"],
    get: `install it: the recipe runs ${program}`,
  }));
}

/**
 * Makes compilers write the place of a sandbox into what they build, wherever it was built: debuggers and assertions
 * name files of the source.
 *
 * @param flags that the compiler's user would have chosen without these
 */
export function renderCompilerFlags({ places }: Subject, flags = ""): Readonly<Record<string, string>> {
  if (places.source === SOURCE_PLACE) return {};
  const mapped = `${flags} -ffile-prefix-map=${places.source}=${SOURCE_PLACE}`.trim();
  return { CFLAGS: mapped, CXXFLAGS: mapped };
}
