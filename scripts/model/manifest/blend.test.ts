import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { blend } from "./blend.ts";

const { value } = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom("x", "y", "x y", 1, true, null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "+a", "-a", "=b", "?b", "toString"), tie("value"), {
      maxKeys: 3,
    }),
  ),
}));
const object = fc.dictionary(fc.constantFrom("a", "b", "c", "+a", "-a", "=b", "?c"), value, {
  maxKeys: 4,
}) as fc.Arbitrary<JsonObject>;

test("neither the manifest nor the change is altered", () => {
  fc.assert(
    fc.property(object, object, (manifest, change) => {
      const before = JSON.stringify([manifest, change]);
      blend(manifest, change);
      expect(JSON.stringify([manifest, change])).toBe(before);
    }),
  );
});

test("an empty change changes nothing, and = is the value itself", () => {
  fc.assert(
    fc.property(object, manifest => {
      expect(blend(manifest, {})).toEqual(manifest);
      expect(blend(manifest, { "=z": "v" })).toEqual({ ...manifest, z: "v" });
    }),
  );
});

test("a key that every object inherits is a key like another", () => {
  expect(blend({}, { "+toString": "x" })).toEqual({ toString: "x" });
});
