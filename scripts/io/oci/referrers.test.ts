import { expect, test } from "vitest";
import { type Manifest, MEDIA } from "../../model/oci/descriptor.ts";
import { parseReference } from "../../model/oci/reference.ts";
import { startLyingRegistry } from "../../test/lying-registry.ts";
import { renderBlob } from "./blob.ts";
import { listReferrers, pushReferrer } from "./referrers.ts";
import { openRepository } from "./repository.ts";

const EMPTY = renderBlob({}, MEDIA.empty).descriptor;

test("a registry that keeps the list itself gets no tag for it", async () => {
  const { host, asked } = await startLyingRegistry((request, response) => {
    if (request.method === "PUT") response.writeHead(201, { "oci-subject": EMPTY.digest }).end();
    else {
      const index = { schemaVersion: 2, mediaType: MEDIA.index, manifests: [EMPTY] };
      response.writeHead(200, { "content-type": MEDIA.index }).end(JSON.stringify(index));
    }
  });
  const repository = openRepository(parseReference(`${host}/alpha`)!, { fetch });
  const document: Manifest & { subject: typeof EMPTY } = {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config: EMPTY,
    layers: [EMPTY],
    subject: EMPTY,
  };
  const manifest = renderBlob(document, MEDIA.manifest);
  await pushReferrer(repository, manifest, document);
  expect(await listReferrers(repository, EMPTY.digest)).toEqual([EMPTY]);
  expect(asked.map(({ line }) => line)).toEqual([
    `PUT /v2/alpha/manifests/${manifest.descriptor.digest}`,
    `GET /v2/alpha/referrers/${EMPTY.digest}`,
  ]);
});
