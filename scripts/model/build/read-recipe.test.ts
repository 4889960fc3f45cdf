import { expect, test } from "vitest";
import type { Json } from "../json.ts";
import type { Layer } from "../manifest/layers.ts";
import type { Change } from "../override/override.ts";
import { hasRecipe, readRecipe } from "./read-recipe.ts";

const layersOf = (...builds: Json[]): Layer[] =>
  builds.map(build => ({ name: "catalog", change: { build } as Change }));

test("the catalog corrects what the package says, with prefixes as anywhere", () => {
  const own = { builder: "make", steps: [["make"]], test: [["make", "check"]], files: "lib/**" };
  expect(readRecipe(own, [])).toEqual({ recipe: { ...own, files: ["lib/**"] }, findings: [] });
  const { recipe } = readRecipe(
    own,
    layersOf({ "+steps": [["make", "extra"]], test: [], files: ["a", ["b"]] }),
  );
  expect(recipe).toEqual({
    builder: "make",
    steps: [["make"], ["make", "extra"]],
    test: [],
    files: ["a", "b"],
  });
});

test("an argument may be there twice", () => {
  const steps = [["cc", "-I", "a", "-I", "b"], ["make"], ["make"]];
  expect(readRecipe(undefined, layersOf({ steps })).recipe).toEqual({ steps });
});

test("no recipe is fine, a wrong one is refused as a whole", () => {
  expect(readRecipe(undefined, [])).toEqual({ recipe: {}, findings: [] });
  expect(hasRecipe([])).toBe(false);
  expect(hasRecipe(layersOf({ builder: "make" }))).toBe(true);
  for (const wrong of [
    null,
    "make",
    { builder: "sh" },
    { steps: ["make"] },
    { steps: [["a\nb"]] },
    { files: ["../x"] },
  ]) {
    const { recipe, findings } = readRecipe(wrong, []);
    expect([recipe, findings[0]?.pointer?.[0]], JSON.stringify(wrong)).toEqual([{}, "build"]);
  }
});
