import { expect, test } from "vitest";
import { makeLeftOut } from "./left-out.ts";

test("how many are not told, of which file, and how grave", () => {
  expect(makeLeftOut(1).message).toBe("1 more finding of this file is not told");
  expect(makeLeftOut(2, { file: "a", severity: "held" })).toEqual({
    code: "FINDINGS_LEFT_OUT",
    message: "2 more findings of this file are not told",
    file: "a",
    severity: "held",
    fix: expect.any(String),
  });
});
