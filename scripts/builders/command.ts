import { type Builder, listTools, planSteps } from "./builder.ts";

/**
 * Does what the recipe says and knows nothing by itself. What counts lies in the source's own folder, so a recipe
 * names it: `"files": ["dist/**"]`.
 */
export const command: Builder = {
  name: "command",
  plan({ recipe }) {
    return {
      tools: listTools(recipe, []),
      files: {},
      steps: [...planSteps("build", recipe.steps, []), ...planSteps("test", recipe.test, [])],
      output: { place: "source", files: recipe.files ?? [] },
    };
  },
};
