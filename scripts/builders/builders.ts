import type { BuilderName } from "../model/build/recipe.ts";
import type { Builder } from "./builder.ts";
import { cmake } from "./cmake.ts";
import { command } from "./command.ts";
import { make } from "./make.ts";
import { npm } from "./npm.ts";
import { python } from "./python.ts";
import { spack } from "./spack.ts";

/** Every builder by its name. */
export const ALL_BUILDERS: Readonly<Record<BuilderName, Builder>> = {
  command,
  npm,
  make,
  cmake,
  python,
  spack,
};
