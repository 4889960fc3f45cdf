import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseArguments } from "./arguments.ts";
import { GLOBAL_FLAGS, TABLE } from "./table.ts";

test("every command has a row", () => {
  const files = readdirSync(import.meta.dirname).filter(file =>
    /^export const \w+ = defineCommand\(/m.test(readFileSync(join(import.meta.dirname, file), "utf8")),
  );
  expect(Object.keys(TABLE).toSorted()).toEqual(files.map(file => file.replace(".ts", "")).toSorted());
});

describe.each(Object.entries(TABLE))("%s", (verb, row) => {
  test("loads the command of that name", async () => {
    expect((await row.load()).name).toBe(verb);
  });

  test("has examples that its own words and flags allow", async () => {
    const command = await row.load();
    expect(command.examples?.length).toBeGreaterThan(0);
    for (const example of command.examples ?? []) {
      const [pak, name, ...typed] = example.match(/"[^"]*"|\S+/g) ?? [];
      expect([pak, name]).toEqual(["pak", verb]);
      expect(() => parseArguments(command, GLOBAL_FLAGS, typed), example).not.toThrow();
    }
  });

  test("gives no global flag a meaning of its own", async () => {
    const { flags } = await row.load();
    expect(Object.keys(flags).filter(name => Object.hasOwn(GLOBAL_FLAGS, name))).toEqual([]);
  });
});
