import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { type PublicationState, readState, renderState, STATE_FORMAT, STATE_PATH } from "./state.ts";

const STATE: PublicationState = {
  format: STATE_FORMAT,
  tool: "1.0.0",
  commit: "a".repeat(40),
  uncommitted: ["catalog/le/less.json"],
  aliases: { jq: "jquery", "less.js": "less" },
  retracted: ["event-stream", "left-pad"],
  packages: 6,
  superseded: [{ paths: ["trust/head/1.json"] }],
};

function readText(text: string): PublicationState | undefined {
  const generation = makeFolder();
  writeFiles(generation, { [STATE_PATH]: text });
  return readState(generation);
}

test("a state that was written is read back", () => {
  expect(readText(renderState(STATE))).toEqual(STATE);
});

test("equal states are equal bytes, in whatever order they were gathered", () => {
  const aliases = { "less.js": "less", jq: "jquery" };
  const other = { ...STATE, aliases, retracted: STATE.retracted.toReversed() };
  expect(renderState(other)).toBe(renderState(STATE));
  expect(renderState({ ...STATE, retracted: [] })).not.toBe(renderState(STATE));
});

test("a state that is missing, broken or of another format is none", () => {
  expect(readState(makeFolder())).toBeUndefined();
  expect(readText(renderState(STATE).slice(0, -9))).toBeUndefined();
  expect(readText("null")).toBeUndefined();
  expect(readText(renderState({ ...STATE, format: STATE_FORMAT + 1 }))).toBeUndefined();
});
