import { expect, test } from "vitest";
import { isSameFamily, mayLead, parseChallenge } from "./challenge.ts";

test.each([
  [null, undefined],
  ["Negotiate", undefined],
  ["Bearer", undefined],
  ['Basic realm="x"', { kind: "basic" }],
  ["basic", { kind: "basic" }],
  ['Bearer realm="https://a/token"', { kind: "bearer", realm: "https://a/token" }],
  [
    'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:a/b:pull"',
    { kind: "bearer", realm: "https://ghcr.io/token", service: "ghcr.io" },
  ],
  ['Basic realm="x", Bearer realm="https://a/token"', { kind: "bearer", realm: "https://a/token" }],
])("%s", (header, challenge) => {
  expect(parseChallenge(header)).toEqual(challenge);
});

test.each([
  ["https://ghcr.io/", "https://storage.example.org/x", true],
  ["https://ghcr.io/", "http://storage.example.org/x", false],
  ["https://ghcr.io/", "http://127.0.0.1/x", false],
  ["https://ghcr.io/", "file:///etc/passwd", false],
  ["https://ghcr.io/", "https://u:p@storage.example.org/", false],
  ["http://127.0.0.1:1/", "http://localhost:2/x", true],
  ["http://127.0.0.1:1/", "http://example.org/x", false],
])("%s may lead to %s: %s", (from, to, may) => {
  expect(mayLead(from, to)).toBe(may);
});

test.each([
  ["https://ghcr.io/v2/", "https://ghcr.io/token", true],
  ["https://registry-1.docker.io/", "https://auth.docker.io/token", true],
  ["https://registry.gitlab.com/", "https://gitlab.com/jwt/auth", true],
  ["https://ghcr.io/", "https://evil.io/token", false],
  ["https://shop.co.uk/", "https://evil.co.uk/token", false],
  ["https://shop.com.au/", "https://evil.com.au/token", false],
  ["https://ghcr.io/", "http://ghcr.io/token", false],
  ["https://a.example.org/", "https://example.org.evil.org/", false],
  ["https://10.0.0.1/", "https://10.0.0.2/", false],
  ["http://127.0.0.1:5000/", "http://127.0.0.1:6000/token", true],
  ["http://127.0.0.1:5000/", "https://example.org/token", false],
])("%s and %s are one family: %s", (registry, realm, is) => {
  expect(isSameFamily(registry, realm)).toBe(is);
});
