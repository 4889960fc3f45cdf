import fc from "fast-check";
import { expect, test } from "vitest";
import { checkEndpoint, parseEndpoint, renderEndpoint } from "./endpoint.ts";

test.each([
  ["openssl/openssl", "https://github.com/openssl/openssl.git"],
  ["git@github.com:jquery/jquery", "https://github.com/jquery/jquery.git"],
  ["https://codeberg.org/a/b.git", "https://codeberg.org/a/b.git"],
  ["@npm/@types/node", "@npm:@types/node"],
  ["npm:jquery", "@npm:jquery"],
  ["@pak:angular", "@angular"],
  ["@bower:angular", "@bower:angular"],
])("%s is stored as %s", (text, stored) => {
  expect(renderEndpoint(parseEndpoint(text)!)).toBe(stored);
  expect(parseEndpoint(stored)).toEqual(parseEndpoint(text));
});

test.each([
  ["https://github.com/a", "ENDPOINT_PATH"],
  ["https://github.com/a/b/c", "ENDPOINT_PATH"],
  ["https://github.com/a/b?x=1", "ENDPOINT_QUERY"],
  ["https://github.com:8443/a/b", "ENDPOINT_PORT"],
  ["https://user:secret@github.com/a/b", "ENDPOINT_USERINFO"],
  ["https://github.com./a/b", "ENDPOINT_HOST"],
  ["https://[::1]/a/b", "ENDPOINT_CHARS"],
  ["https://github.com/a/%2e%2e", "ENDPOINT_PATH"],
  ["http://github.com/a/b", "ENDPOINT_SCHEME"],
  ["file:///etc/passwd", "ENDPOINT_SCHEME"],
  ["/srv/git/x", "ENDPOINT_LOCAL"],
  ["~/x", "ENDPOINT_LOCAL"],
  ["@npm:", "ENDPOINT_NPM"],
  ["@npm:-x y", "ENDPOINT_CHARS"],
  ["@Angular", "ENDPOINT_ALIAS"],
  ["-x", "ENDPOINT_OPTION"],
  ["x".repeat(257), "ENDPOINT_LENGTH"],
])("%s: %s", (text, code) => {
  expect(checkEndpoint(text).map(found => found.code)).toEqual([code]);
});

test("a catalog can know more hosts", () => {
  expect(parseEndpoint("https://git.example.org/a/b")).toBeUndefined();
  expect(parseEndpoint("https://git.example.org/a/b", ["git.example.org"])?.kind).toBe("git");
});

test("whatever is accepted is stored in a form that reads back the same", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40, unit: "binary-ascii" }), text => {
      const endpoint = parseEndpoint(text);
      if (endpoint !== undefined) expect(parseEndpoint(renderEndpoint(endpoint))).toEqual(endpoint);
    }),
  );
});
