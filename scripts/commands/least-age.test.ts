import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { startUpstream } from "../test/upstream.ts";
import { aWorld, DAY, later, NOON } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import { cache } from "./cache.ts";
import type { Command } from "./command.ts";
import { install } from "./install.ts";
import { readLeastAge } from "./least-age.ts";
import { GLOBAL_FLAGS } from "./table.ts";
import { update } from "./update.ts";

const published = (days: number) =>
  later(-days * DAY)
    .toISOString()
    .replace(".000Z", "Z");

test("install, update and cache leave out what is too young, by flag and by setting", async () => {
  const { environment } = await startUpstream(
    {
      a: {
        versions: {
          "1.2.0": { published: published(1) },
          "1.1.0": { published: published(8) },
          "1.0.0": { published: published(30) },
        },
      },
      b: { versions: { "1.0.0": { published: published(1) } } },
    },
    { now: NOON },
  );
  const [root, home] = [makeFolder(), environment.PAK_HOME!];
  const run = async (command: Command, ...typed: string[]) => {
    const world = aWorld({ root, home, environment });
    return command.run(world, parseArguments(command, GLOBAL_FLAGS, typed)).then(() => world);
  };
  const installed = () => JSON.parse(readFileSync(join(root, "pak-lock.json"), "utf8")).packages.a.version;

  expect((await run(cache, "a", "--older-than", "2w")).printed.join("\n")).toContain("a 1.0.0");
  await run(install, "a", "--older-than", "2w");
  expect(installed()).toBe("1.0.0");
  writeFiles(home, { "settings.json": '{ "olderThan": "7d" }' });
  await run(update);
  expect(installed()).toBe("1.1.0");
  await run(update, "--older-than", "0h");
  expect(installed()).toBe("1.2.0");
  // What is here stays, though it is younger than the setting.
  await run(update);
  await run(install, "a");
  expect(installed()).toBe("1.2.0");

  await expect(run(install, "b")).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining(
      `only too young versions satisfy that: 1.0.0 (held back until ${published(-6)})`,
    ),
  });
  expect((await run(install, "b@1.0.0")).printed).toContain("+ b 1.0.0");
});

test("a duration has its form", () => {
  const read = (age: string) => readLeastAge(aWorld(), { words: [], flags: { "older-than": age } });
  expect(read("1d")).toEqual({ age: DAY, now: NOON.getTime() });
  expect(read("0d")).toBeUndefined();
  expect(() => read("a week")).toThrow(expect.objectContaining({ code: "USAGE" }));
});
