import { expect, test } from "vitest";
import { buildRelease, renderProposed, renderRelease } from "./release.ts";

const artifact = { sha256: "a".repeat(64), size: 9, oci: `ghcr.io/acme/a@sha256:${"b".repeat(64)}` };
const VERSION = { name: "a", version: "1.0.0" };

test("says where it is, how it is tagged and who signed", () => {
  const signed = { fingerprint: "F".repeat(40), isDevelopment: true };
  const told = buildRelease(VERSION, artifact, "released", { tag: "latest", signed });
  expect(told.tags).toEqual(["1.0.0", "latest"]);
  expect(renderRelease(told)).toEqual({
    result: [artifact.oci],
    notes: [
      `a 1.0.0 released and recorded in the catalog, 9 bytes, SHA-256 ${artifact.sha256}`,
      "tagged 1.0.0, latest",
      `signed by ${signed.fingerprint}`,
      expect.stringMatching(/development key/),
    ],
  });
});

test("a pull request is told, and that there is none", () => {
  expect(renderProposed({ pull: "https://x.example/1" }).result).toEqual(["https://x.example/1"]);
  expect(renderProposed({})).toEqual({ result: [], notes: [expect.any(String)] });
});

test("what was released before has nothing new to tell", () => {
  const told = buildRelease(VERSION, artifact, "recorded");
  expect(told).toEqual({ ...VERSION, state: "recorded", artifact, tags: [] });
  expect(renderRelease(told).notes).toHaveLength(1);
});
