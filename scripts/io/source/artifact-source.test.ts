import { hash } from "node:crypto";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { type Behaviour, startLyingRegistry } from "../../test/lying-registry.ts";
import { makeFolder } from "../../test/repository.ts";
import { aTarball } from "../../test/upstream.ts";
import { fetchArtifact } from "./artifact-source.ts";

const PATIENCE = { retries: 0, leastWait: 1, mostWait: 5, silence: 5_000, whole: 20_000 };

async function fetchFrom(behave: Behaviour, bytes: Uint8Array, oci?: string) {
  const { host } = await startLyingRegistry(behave);
  const folder = makeFolder();
  const artifact = {
    sha256: hash("sha256", bytes),
    size: bytes.length,
    oci: oci ?? `${host}/a@sha256:${"0".repeat(64)}`,
  };
  const why = await fetchArtifact(artifact, folder, { fetch }, PATIENCE);
  return { why: why?.code, files: readdirSync(folder) };
}

test("an archive loses its folder on the way", async () => {
  const bytes = await aTarball({ "a.js": "a" });
  expect(await fetchFrom((_, response) => response.end(bytes), bytes)).toEqual({
    why: undefined,
    files: ["a.js"],
  });
});

test.each<[string, Behaviour, string | undefined, string]>([
  ["gone", (_, response) => response.writeHead(404).end(), undefined, "NOT_FOUND"],
  ["private", (_, response) => response.writeHead(403).end(), undefined, "TOKEN"],
  ["broken", (_, response) => response.destroy(), undefined, "NETWORK"],
  ["nowhere", (_, response) => response.end(), "nowhere", "REGISTRY"],
])("what is %s leaves the folder as it was", async (_what, behave, oci, why) => {
  expect(await fetchFrom(behave, Buffer.from("x"), oci)).toEqual({ why, files: [] });
});

test("other bytes are an error, and so is an archive that is none", async () => {
  const wrong = fetchFrom((_, response) => response.end("y"), Buffer.from("x"));
  await expect(wrong).rejects.toMatchObject({ code: "SOURCE_DIGEST" });
  const hostile = fetchFrom((_, response) => response.end("x"), Buffer.from("x"));
  await expect(hostile).rejects.toMatchObject({ code: expect.stringMatching(/^ARCHIVE_/) });
});
