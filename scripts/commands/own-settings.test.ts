import { expect, test } from "vitest";
import { writeFiles } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import { readOwnSettings } from "./own-settings.ts";

test("a run has the settings of its beginning, the next one those of its own", () => {
  const world = aWorld();
  expect(readOwnSettings(world).cooldown).toBeUndefined();
  writeFiles(world.home, { "settings.json": '{ "cooldown": 24 }' });
  expect(readOwnSettings(world).cooldown).toBeUndefined();
  expect(readOwnSettings(aWorld({ home: world.home })).cooldown).toBe(24);
});
