import fc from "fast-check";
import { expect, test } from "vitest";
import { visitTokens } from "./positions.ts";

test("every value is found where it stands, with the way to it", () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(4), (json, indent) => {
      const root = JSON.parse(json) as unknown;
      const text = JSON.stringify(root, null, indent);
      visitTokens(text, ({ pointer, start, end, kind }) => {
        const value = pointer.reduce<unknown>(
          (inside, part) => (inside as Record<string, unknown>)[part],
          root,
        );
        if (kind !== "object" && kind !== "list") expect(JSON.parse(text.slice(start, end))).toEqual(value);
        else expect(Array.isArray(value)).toBe(kind === "list");
      });
    }),
  );
});
