import { expect, test } from "vitest";
import { anEntry } from "../../test/catalog.ts";
import { buildPakAnswer } from "./pak-client.ts";

const SITE = "https://example.org/pak/";

test.each(["https://github.com/libuv/libuv.git", "@npm:@popperjs/core", "@jquery", "@bower:moment"])(
  "the endpoint %s is told as it is stored",
  endpoint => {
    const entry = anEntry({ name: "x", endpoint });
    expect(buildPakAnswer({ entry, releases: [] }, SITE)).toStrictEqual({ endpoint });
  },
);

test("an override is named by its whole address", () => {
  const parts = { entry: anEntry({ name: "x" }), releases: [], override: { "@npm/x": { "*": {} } } };
  expect(buildPakAnswer(parts, SITE).override).toBe("https://example.org/pak/overrides/x.json");
});
