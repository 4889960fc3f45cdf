import { describe, expect, test } from "vitest";
import { type Manifest, MEDIA } from "../../model/oci/descriptor.ts";
import { parseReference } from "../../model/oci/reference.ts";
import { hasRegistry, startOciRegistry, startTokenRegistry, WRITER } from "../../test/oci-registry.ts";
import { renderBlob } from "./blob.ts";
import type { RegistryMeans } from "./connection.ts";
import { listReferrers, pushReferrer } from "./referrers.ts";
import { openRepository } from "./repository.ts";

const PATIENCE = { retries: 0, leastWait: 1, mostWait: 5, silence: 5_000, whole: 20_000 };
const EMPTY = renderBlob({}, MEDIA.empty);

const open = (host: string, means: Partial<RegistryMeans> = {}) =>
  openRepository(parseReference(`${host}/paks/alpha`)!, { fetch, patience: PATIENCE, ...means });

const openAsWriter = (host: string) => open(host, { credentials: WRITER, isPushing: true });

const aManifest = (title: string): Manifest => ({
  schemaVersion: 2,
  mediaType: MEDIA.manifest,
  artifactType: "application/vnd.test",
  config: EMPTY.descriptor,
  layers: [EMPTY.descriptor],
  annotations: { title },
});

describe.skipIf(!hasRegistry)("with a registry (docker-registry and htpasswd are not here: skipped)", () => {
  test.each([
    ["that everybody may write to", () => startOciRegistry()],
    ["that wants a password", () => startOciRegistry({ isPrivate: true })],
    ["that wants a token", () => startTokenRegistry()],
  ])("%s, blobs, manifests, tags and referrers come back as they went", async (_what, start) => {
    const { host } = await start();
    const repository = openAsWriter(host);
    expect([await repository.pushBlob(EMPTY), await repository.pushBlob(EMPTY)]).toEqual([true, false]);
    expect(Buffer.from(await repository.fetchBlob(EMPTY.descriptor)).toString()).toBe("{}");
    const manifest = renderBlob(aManifest("main"), MEDIA.manifest);
    await repository.pushManifest(manifest);
    await repository.pushManifest(manifest, "1.0.0");
    const { digest } = manifest.descriptor;
    for (const name of [digest, "1.0.0"])
      expect(await repository.fetchManifest(name)).toEqual({ ...manifest, document: aManifest("main") });
    expect(await repository.fetchManifest("2.0.0")).toBeUndefined();
    expect(await listReferrers(repository, digest)).toEqual([]);
    for (const title of ["one", "two", "one"]) {
      const document = { ...aManifest(title), subject: manifest.descriptor };
      await pushReferrer(repository, renderBlob(document, MEDIA.manifest), document);
    }
    const listed = await listReferrers(repository, digest);
    expect(listed.map(one => one.annotations?.title).sort()).toEqual(["one", "two"]);
    expect(listed[0]).toMatchObject({ artifactType: "application/vnd.test", mediaType: MEDIA.manifest });
  });

  test("nobody in particular reads with a token, and is told that writing needs one", async () => {
    const registry = await startTokenRegistry();
    await openAsWriter(registry.host).pushBlob(EMPTY);
    registry.log.length = 0;
    await open(registry.host).fetchBlob(EMPTY.descriptor);
    expect(registry.log.map(line => line.split(" ").at(-1))).toEqual(["nobody", "nobody", "bearer"]);
    const writing = open(registry.host, { isPushing: true }).pushBlob(renderBlob({ a: 1 }, MEDIA.empty));
    await expect(writing).rejects.toMatchObject({
      code: "TOKEN",
      message: expect.stringMatching(/nobody unknown write to/),
    });
  });

  test("a wrong password is told without being shown", async () => {
    const { host } = await startOciRegistry({ isPrivate: true });
    const credentials = { user: "octocat", token: "wr0ng" };
    const asked = open(host, { credentials }).hasBlob(EMPTY.descriptor.digest);
    await expect(asked).rejects.toMatchObject({ code: "TOKEN" });
    await expect(asked).rejects.not.toThrow(/wr0ng|b2N0/);
  });
});
