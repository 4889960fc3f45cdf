import { describe, expect, test } from "vitest";
import { MEDIA } from "../../model/oci/descriptor.ts";
import { TYPES } from "../../model/oci/package-manifest.ts";
import { parseReference } from "../../model/oci/reference.ts";
import { hasRegistry, startOciRegistry } from "../../test/oci-registry.ts";
import { aReleasePlan } from "../../test/release-plan.ts";
import { NOON } from "../../test/world.ts";
import { listReferrers } from "../oci/referrers.ts";
import { openRepository } from "../oci/repository.ts";
import { type PushOrder, pushRelease } from "./push-release.ts";

/** Of how many points one is tried here, and the last; PAK_FAULTS=all tries each. */
const STEP = process.env.PAK_FAULTS === "all" ? 1 : 5;

class Killed extends Error {}

/** A way to a repository that ends for good before the Nth request that changes something; 0: never. */
function openUntil(place: string, at: number) {
  let writes = 0;
  const counting: typeof fetch = async (url, init) => {
    if (["POST", "PUT"].includes(init?.method ?? "GET")) writes += 1;
    if (at > 0 && writes >= at) throw new Killed();
    return fetch(url, init);
  };
  const patience = { retries: 0, leastWait: 1, mostWait: 1, silence: 10_000, whole: 20_000 };
  const repository = openRepository(parseReference(place)!, { fetch: counting, isPushing: true, patience });
  return { repository, count: () => writes };
}

async function start(host: string, path: string) {
  const place = `${host}/${path}/a`;
  const { plan, trust } = await aReleasePlan(place);
  const progressed: string[] = [];
  const order: PushOrder = {
    trust,
    now: NOON,
    version: "1.0.0",
    progress: what => progressed.push(what),
  };
  return { place, plan, order, progressed };
}

describe.skipIf(!hasRegistry)("with a registry (docker-registry is not here: skipped)", () => {
  test("the artifact, both papers and a signature of each come back; a second run sends nothing", async () => {
    const { host } = await startOciRegistry();
    const { place, plan, order, progressed } = await start(host, "paks");
    const first = openUntil(place, 0);
    const fingerprint = await pushRelease(first.repository, plan, { ...order, tag: "latest" });
    expect(fingerprint).toMatch(/^[0-9A-F]{40}$/);
    expect(progressed.at(-1)).toBe("reading it back");
    const typesOf = async (digest: string) =>
      (await listReferrers(first.repository, digest)).map(({ artifactType }) => artifactType).sort();
    expect(await typesOf(plan.artifact.manifest.descriptor.digest)).toEqual(
      [TYPES.provenance, TYPES.signature, TYPES.sbom].sort(),
    );
    for (const paper of [plan.sbom, plan.provenance])
      expect(await typesOf(paper.manifest.descriptor.digest)).toEqual([TYPES.signature]);
    for (const tag of ["1.0.0", "latest"])
      expect((await first.repository.fetchManifest(tag))?.descriptor).toEqual(
        plan.artifact.manifest.descriptor,
      );
    const second = openUntil(place, 0);
    await pushRelease(second.repository, plan, { ...order, tag: "latest" });
    expect(second.count()).toBe(0);
  });

  test("killed before any request that changes something, the next run finishes with the same digests", async () => {
    const { host } = await startOciRegistry();
    const whole = await start(host, "whole");
    const counted = openUntil(whole.place, 0);
    await pushRelease(counted.repository, whole.plan, whole.order);
    expect(counted.count()).toBeGreaterThan(15);
    const points = Array.from({ length: counted.count() }, (_, at) => at + 1);
    for (const at of points.filter(point => point % STEP === 0 || point === counted.count())) {
      const { place, plan, order } = await start(host, `killed-${at}`);
      const killed = openUntil(place, at);
      await expect(pushRelease(killed.repository, plan, order)).rejects.toMatchObject({ code: "NETWORK" });
      const { repository } = openUntil(place, 0);
      // Nobody finds half of it: the tag comes last.
      expect(await repository.fetchManifest("1.0.0")).toBeUndefined();
      await pushRelease(repository, plan, order);
      expect((await repository.fetchManifest("1.0.0"))?.descriptor).toEqual(
        whole.plan.artifact.manifest.descriptor,
      );
      expect(await listReferrers(repository, plan.artifact.manifest.descriptor.digest)).toHaveLength(3);
    }
  });

  test("other bytes under the version are refused, and a tag that moves moves", async () => {
    const { host } = await startOciRegistry();
    const { place, plan, order } = await start(host, "paks");
    const { repository } = openUntil(place, 0);
    await pushRelease(repository, plan, { ...order, tag: "latest" });
    const other = await aReleasePlan(place, { files: { "a.js": "other" } });
    const pushing = pushRelease(repository, other.plan, { ...order, trust: other.trust });
    await expect(pushing).rejects.toMatchObject({ code: "CONFLICT" });
    await pushRelease(repository, other.plan, {
      ...order,
      trust: other.trust,
      version: "1.0.1",
      tag: "latest",
    });
    expect((await repository.fetchManifest("latest"))?.descriptor).toEqual(
      other.plan.artifact.manifest.descriptor,
    );
    const there = await repository.fetchManifest("1.0.0");
    expect(there?.document.mediaType).toBe(MEDIA.manifest);
    expect(there?.descriptor).toEqual(plan.artifact.manifest.descriptor);
  });

  test("a registry that gives something else back is told", async () => {
    const { host } = await startOciRegistry();
    const { place, plan, order } = await start(host, "paks");
    const { repository } = openUntil(place, 0);
    await pushRelease(repository, plan, order);
    const forgetting = { ...repository, fetchReferrers: async () => ({ manifests: [] }) as never };
    const pushing = pushRelease(forgetting, plan, order);
    await expect(pushing).rejects.toMatchObject({ code: "OCI_DIGEST" });
  });
});
