import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { MEDIA } from "../../model/oci/descriptor.ts";
import { TYPES } from "../../model/oci/package-manifest.ts";
import { parseReference } from "../../model/oci/reference.ts";
import { trustKeyPath } from "../../model/published/paths.ts";
import { hasGpg, makeKeyring } from "../../test/gpg.ts";
import { hasRegistry, startOciRegistry } from "../../test/oci-registry.ts";
import { aReleasePlan } from "../../test/release-plan.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { later, NOON } from "../../test/world.ts";
import { renderBlob } from "../oci/blob.ts";
import { listReferrers } from "../oci/referrers.ts";
import { openRepository } from "../oci/repository.ts";
import { ensureSignature, hasSignature, signFile } from "./signature.ts";

/** A registry that has the artifact of a release, and nothing that is said of it. */
async function start() {
  const { host } = await startOciRegistry();
  const place = `${host}/paks/a`;
  const repository = openRepository(parseReference(place)!, { fetch, isPushing: true });
  const { plan, trust } = await aReleasePlan(place);
  const { artifact } = plan;
  for (const blob of [artifact.blob, renderBlob({}, MEDIA.empty)]) await repository.pushBlob(blob);
  await repository.pushManifest(artifact.manifest);
  const list = () => listReferrers(repository, artifact.manifest.descriptor.digest);
  return { repository, artifact, trust, list };
}

describe.skipIf(!hasRegistry)("with a registry (docker-registry is not here: skipped)", () => {
  test("a file is signed once, however often and late that is asked for", async () => {
    const { repository, artifact, trust, list } = await start();
    const signed: string[] = [];
    for (const now of [NOON, later(60_000)]) {
      const signature = await signFile(artifact, { trust, now });
      await ensureSignature(repository, artifact, signature, { trust, now });
      signed.push(signature.armored);
    }
    expect(signed[0]).not.toBe(signed[1]);
    const listed = await list();
    expect(listed.map(({ artifactType }) => artifactType)).toEqual([TYPES.signature]);
    expect(listed[0]!.annotations).toHaveProperty("vnd.pak.key.fingerprint");
  });

  test("what another key has signed, or the same key another file, counts for nothing", async () => {
    const { repository, artifact, trust, list } = await start();
    const means = { trust, now: NOON };
    const other = await aReleasePlan("ghcr.io/acme/a");
    const theirs = await signFile(artifact, { ...means, trust: other.trust });
    const elsewhere = await signFile(other.plan.artifact, means);
    const wrong = { ...artifact, blob: renderBlob({ other: true }, TYPES.packageLayer) };
    const third = await signFile(wrong, means);
    const { fingerprint } = elsewhere;
    for (const signature of [theirs, third]) await ensureSignature(repository, artifact, signature, means);
    expect(await list()).toHaveLength(2);
    expect(await hasSignature(repository, artifact, fingerprint, means)).toBe(false);
    await ensureSignature(repository, artifact, await signFile(artifact, means), means);
    expect(await hasSignature(repository, artifact, fingerprint, means)).toBe(true);
  });

  test.skipIf(!hasGpg)("stock gpg verifies what comes back (gpg is not here: skipped)", async () => {
    const { repository, artifact, trust, list } = await start();
    const means = { trust, now: NOON };
    const signature = await signFile(artifact, means);
    await ensureSignature(repository, artifact, signature, means);
    const [listed] = await list();
    const document = (await repository.fetchManifest(listed!.digest))!.document;
    if (document.mediaType !== MEDIA.manifest) throw new Error("no manifest");
    const folder = makeFolder();
    writeFiles(folder, {
      file: artifact.blob.bytes,
      "file.asc": await repository.fetchBlob(document.layers[0]!),
    });
    const keyring = makeKeyring();
    keyring.run(["--import"], trust.roots.get(trustKeyPath(signature.fingerprint))!);
    const at = ["--faked-system-time", `${later(60_000).getTime() / 1000}!`];
    const verify = () => keyring.run([...at, "--verify", join(folder, "file.asc"), join(folder, "file")]);
    expect(verify).not.toThrow();
    writeFiles(folder, { file: "other" });
    expect(verify).toThrow();
  });
});
