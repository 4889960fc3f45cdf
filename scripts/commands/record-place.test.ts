import { expect, test } from "vitest";
import { makeFolder } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import { openPlace } from "./record-place.ts";

test("the catalog's place is open to who has a token", () => {
  // No program of GitHub's lies there, which might keep one.
  const open = (environment: Record<string, string>) =>
    openPlace(aWorld({ environment: { PATH: makeFolder(), ...environment } }));
  expect(open({ GITHUB_TOKEN: "t" }).token).toBe("t");
  expect(() => open({})).toThrow(expect.objectContaining({ code: "TOKEN" }));
});
