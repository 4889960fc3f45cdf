/** Who reads a recipe; one file each in `scripts/builders/`. */
export const BUILDERS = ["command", "npm", "make", "cmake", "python", "spack"] as const;

/** One of them. */
export type BuilderName = (typeof BUILDERS)[number];

/** A program and its arguments. No shell reads them, unless the program is one. */
export type Step = readonly [program: string, ...arguments: string[]];

/** How a package is built and tested: `build` of its blended manifest, or what its files suggest (design, section 10). */
export interface Recipe {
  readonly builder: BuilderName;
  /** Instead of what the builder itself does to configure and to build; how it fetches, installs and packs stays. */
  readonly steps?: readonly Step[];
  /** Instead of the builder's own tests. An empty list says that there are none, and that this is meant. */
  readonly test?: readonly Step[];
  /** Patterns of what the build gives, in the folder where the builder leaves it; absent: all that is there. */
  readonly files?: readonly string[];
}
