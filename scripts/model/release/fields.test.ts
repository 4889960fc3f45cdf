import { expect, test } from "vitest";
import { aRelease } from "../../test/catalog.ts";
import type { Json } from "../json.ts";
import { checkRelease } from "./fields.ts";

test("findings of a release say where in the file they are", () => {
  const release = { ...aRelease("v1"), published: 1 } as unknown as Json;
  expect(checkRelease(release, ["releases", 3]).map(found => found.pointer)).toEqual([
    ["releases", 3, "version"],
    ["releases", 3, "published"],
  ]);
});

test("what is no object is no release", () => {
  expect(checkRelease("1.0.0", ["releases", 0])).toMatchObject([{ code: "ENTRY_VERSIONS" }]);
});

test("an integrity of another length is found, though its letters are right for the schema", () => {
  const { integrity } = aRelease("1.0.0");
  const release = (text: string) => ({ ...aRelease("1.0.0"), integrity: text }) as unknown as Json;
  for (const isShaped of [true, false]) {
    expect(checkRelease(release(integrity!), [], isShaped)).toEqual([]);
    expect(checkRelease(release(integrity!.replace("==", "A==")), [], isShaped)).toMatchObject([
      { code: "VERSION_INTEGRITY" },
    ]);
  }
});
