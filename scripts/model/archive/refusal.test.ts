import { expect, test } from "vitest";
import { makeRefusal } from "./refusal.ts";

test("a path that holds anything is shown quoted, short and without controls", () => {
  const { code, message, fix } = makeRefusal(
    "ARCHIVE_LINK",
    "a\n\u001b[31m\u202eb".padEnd(400, "x"),
    "is a link",
    "a file",
  );
  expect(code).toBe("ARCHIVE_LINK");
  expect(message).toMatch(/^the package's member "a\\n.*x" is a link; expected a file$/);
  expect(message).not.toMatch(/[\u0000-\u001f\u202e]/);
  expect(message.length).toBeLessThan(250);
  expect(fix).toMatch(/publisher/);
});
