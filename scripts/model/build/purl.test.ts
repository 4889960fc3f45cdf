import { describe, expect, test } from "vitest";
import { renderNpmPurl, renderPurl } from "./purl.ts";

const COMMIT = "1".repeat(40);
const NPM = { integrity: `sha512-${"A".repeat(86)}==` };
const git = (tag: string) => ({ tag, commit: COMMIT });

describe("renderPurl", () => {
  test.each([
    ["@npm:left-pad", NPM, "pkg:npm/left-pad@1.0.0"],
    ["@npm:@scope/name", NPM, "pkg:npm/%40scope/name@1.0.0"],
    ["@npm:JSONStream", NPM, "pkg:npm/JSONStream@1.0.0"],
    ["https://github.com/LibUV/libuv.git", git("v1.0.0"), "pkg:github/libuv/libuv@v1.0.0"],
    ["https://github.com/a/b.git", git("pkg/b@1.0.0+x"), "pkg:github/a/b@pkg%2Fb%401.0.0%2Bx"],
    ["https://bitbucket.org/A/B.git", git("1.0"), "pkg:bitbucket/a/b@1.0"],
    [
      "https://codeberg.org/A/b.git",
      git("v1"),
      `pkg:generic/foo@1.0.0?vcs_url=git%2Bhttps://codeberg.org/A/b.git%40${COMMIT}`,
    ],
  ])("%s", (endpoint, pin, purl) => {
    expect(renderPurl({ name: "foo", version: "1.0.0", endpoint, pin })).toBe(purl);
  });
});

test("nothing in a name or version ends its part of a package URL", () => {
  expect(renderNpmPurl("a@1?b#c/d%2e!'()*", "1+2:3")).toBe(
    "pkg:npm/a%401%3Fb%23c/d%252e%21%27%28%29%2A@1%2B2:3",
  );
  expect(renderNpmPurl("a", "1.0.0", `git+https://h.example/a&b=c@${COMMIT}`)).toBe(
    `pkg:npm/a@1.0.0?vcs_url=git%2Bhttps://h.example/a%26b%3Dc%40${COMMIT}`,
  );
});
