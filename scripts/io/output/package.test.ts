import { expect, test } from "vitest";
import type { Found } from "../../client.ts";
import { buildPackageDocument } from "../../model/published/build.ts";
import { anEntry, aRelease } from "../../test/catalog.ts";
import { renderPackageInfo } from "./package.ts";

test("a person reads where it lives, what it depends on and which versions there are", () => {
  const releases = Array.from({ length: 12 }, (_, at) =>
    aRelease(`1.${11 - at}.0`, at === 1 ? { yanked: "broken" } : { dependencies: { a: "^1" } }),
  );
  const document = buildPackageDocument({ entry: anEntry({ name: "x" }), releases });
  const lines = renderPackageInfo(
    { document, resolved: document, hops: [], proof: {} as Found["proof"] },
    undefined,
  ).join("\n");
  expect(lines).toContain("x 1.11.0: About x");
  expect(lines).toContain("a ^1");
  expect(lines).toContain("1.10.0 (yanked)");
  expect(lines).toContain("and 2 older");
  expect(lines).toContain("the maintainers");
});
