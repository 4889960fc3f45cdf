import { expect, test } from "vitest";
import { aWorld } from "../test/world.ts";
import { tell } from "./tell.ts";

const render = (told: { text: string }) => ({ result: [`is ${told.text}`], notes: [`note ${told.text}`] });

test("people get the result on stdout and the notes beside it, without what steers a terminal", () => {
  const world = aWorld();
  tell(world, { words: [], flags: {} }, { text: "a\u001b[31m" }, render);
  const [[printed], [reported]] = [world.printed, world.reported];
  expect([world.printed.length, world.reported.length]).toEqual([1, 1]);
  expect(`${printed} ${reported}`).toMatch(/^is a[^\u001b]* note a[^\u001b]*$/);
});

test("programs get one document", () => {
  const world = aWorld();
  tell(world, { words: [], flags: { json: true } }, { text: "a" }, render);
  expect([JSON.parse(world.printed.join("\n")), world.reported]).toEqual([{ text: "a" }, []]);
});
