import { expect, test } from "vitest";
import { addressOf, isPlace, isTag, parseReference, renderPlace } from "./reference.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;

test.each([
  ["ghcr.io/owner/name", { host: "ghcr.io", name: "owner/name" }],
  ["ghcr.io/owner/name:1.0.0-rc.1", { host: "ghcr.io", name: "owner/name", tag: "1.0.0-rc.1" }],
  [`127.0.0.1:5000/a.b__c@${DIGEST}`, { host: "127.0.0.1:5000", name: "a.b__c", digest: DIGEST }],
  [`[::1]:5000/a:1@${DIGEST}`, { host: "[::1]:5000", name: "a", tag: "1", digest: DIGEST }],
  ["localhost/a", { host: "localhost", name: "a" }],
])("%s", (text, reference) => {
  expect(parseReference(text)).toEqual(reference);
});

test.each([
  "",
  "debian",
  "library/debian",
  "ghcr.io",
  "ghcr.io/",
  "ghcr.io/Owner/name",
  "ghcr.io/owner//name",
  "ghcr.io/../name",
  "ghcr.io/a:",
  "ghcr.io/a:.x",
  "ghcr.io/a@sha256:abc",
  "ghcr.io/a@md5:abc",
  "https://ghcr.io/a",
  "user:pass@ghcr.io/a",
  "ghcr.io/a?b=c",
  "ghcr.io/a b",
  `ghcr.io/${"a".repeat(300)}`,
])("%j is none", text => {
  expect(parseReference(text)).toBeUndefined();
});

test("only this computer is asked without encryption", () => {
  const address = (text: string) => addressOf(parseReference(text)!);
  expect(address("ghcr.io/a/b:1")).toBe("https://ghcr.io/v2/a/b/");
  expect(address("docker.io/library/debian")).toBe("https://registry-1.docker.io/v2/library/debian/");
  expect(address("127.0.0.1:5000/a")).toBe("http://127.0.0.1:5000/v2/a/");
  expect(address("[::1]:5000/a")).toBe("http://[::1]:5000/v2/a/");
  expect(address("10.0.0.1:5000/a")).toBe("https://10.0.0.1:5000/v2/a/");
  expect(address("localhost.example.org/a")).toBe("https://localhost.example.org/v2/a/");
});

test("the place is the repository, the tag is a word", () => {
  expect(renderPlace(parseReference("ghcr.io/a/b:1")!)).toBe("ghcr.io/a/b");
  expect(["ghcr.io/a", "ghcr.io/a:1", "ghcr.io", "a"].map(isPlace)).toEqual([true, false, false, false]);
  expect(["1.0.0", "latest", "-x", "a/b", ""].map(isTag)).toEqual([true, true, false, false, false]);
});
