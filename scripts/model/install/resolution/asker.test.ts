import { expect, test } from "vitest";
import { renderAsker } from "./asker.ts";

test("an asker in a sentence", () => {
  expect(renderAsker("application")).toBe("the application");
  expect(renderAsker({ name: "bootstrap", version: "5.3.8" })).toBe("bootstrap 5.3.8");
});
