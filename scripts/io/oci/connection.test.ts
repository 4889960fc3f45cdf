import { describe, expect, test } from "vitest";
import { parseReference } from "../../model/oci/reference.ts";
import { type Behaviour, sendForever, startLyingRegistry } from "../../test/lying-registry.ts";
import { WRITER } from "../../test/oci-registry.ts";
import { makeBlob } from "./blob.ts";
import type { RegistryMeans } from "./connection.ts";
import { openRepository } from "./repository.ts";

const PATIENCE = { retries: 1, leastWait: 1, mostWait: 5, silence: 2_000, whole: 10_000 };
const BLOB = makeBlob("hello", "text/plain");
const { digest } = BLOB.descriptor;

const openAt = (host: string, means: Partial<RegistryMeans> = {}) =>
  openRepository(parseReference(`${host}/alpha`)!, { fetch, patience: PATIENCE, ...means });

async function fetchFrom(behave: Behaviour, means: Partial<RegistryMeans> = {}) {
  const registry = await startLyingRegistry(behave);
  const fetched = openAt(registry.host, means).fetchBlob(BLOB.descriptor);
  return { registry, fetched };
}

describe("a registry that lies", () => {
  test.each<[string, Behaviour, string]>([
    ["other bytes", (_, response) => response.end("hellO"), "OCI_DIGEST"],
    ["fewer bytes", (_, response) => response.end("hell"), "OCI_DIGEST"],
    ["more bytes", (_, response) => response.end("hello!"), "OCI_DIGEST"],
    ["bytes without an end", sendForever, "OCI_DIGEST"],
    ["nothing", (_, response) => response.writeHead(404).end(), "NOT_FOUND"],
    ["long excuses", (_, response) => response.writeHead(404).end("x".repeat(9_000)), "NOT_FOUND"],
    ["a strange status", (_, response) => response.writeHead(418).end(), "REGISTRY"],
    ["no reason for its refusal", (_, response) => response.writeHead(401).end(), "TOKEN"],
    ["a circle", (_, response) => response.writeHead(307, { location: "/v2/x" }).end(), "REGISTRY"],
    [
      "a way out",
      (_, response) => response.writeHead(307, { location: "http://x.invalid/" }).end(),
      "REGISTRY",
    ],
    [
      "a file",
      (_, response) => response.writeHead(307, { location: "file:///etc/passwd" }).end(),
      "REGISTRY",
    ],
    ["a broken connection", (_, response) => response.destroy(), "NETWORK"],
    [
      "a realm out there",
      (_, response) =>
        response.writeHead(401, { "www-authenticate": 'Bearer realm="http://x.invalid/"' }).end(),
      "REGISTRY",
    ],
  ])("%s", async (_what, behave, code) => {
    const { fetched } = await fetchFrom(behave, { credentials: WRITER });
    await expect(fetched).rejects.toMatchObject({ code });
    await expect(fetched).rejects.not.toThrow(WRITER.token);
  });

  test("a manifest that is none is refused after its digest was proved", async () => {
    const { host } = await startLyingRegistry((request, response) => {
      response.end(request.url!.endsWith("/tagged") ? '{"schemaVersion":2}' : "{");
    });
    await expect(openAt(host).fetchManifest("tagged")).rejects.toMatchObject({ code: "REGISTRY" });
    await expect(openAt(host).fetchManifest("broken")).rejects.toMatchObject({ code: "REGISTRY" });
    await expect(openAt(host).fetchManifest(digest)).rejects.toMatchObject({ code: "OCI_DIGEST" });
  });
});

test("storage that a registry sends on to, and a mirror of the settings, never see who asks", async () => {
  const storage = await startLyingRegistry((_, response) => response.end("hello"));
  const wantsBasic: Behaviour = (request, response) => {
    const isKnown = request.headers.authorization !== undefined;
    if (isKnown) response.writeHead(307, { location: `http://${storage.host}/there` }).end();
    else response.writeHead(401, { "www-authenticate": "Basic" }).end();
  };
  const { registry, fetched } = await fetchFrom(wantsBasic, { credentials: WRITER });
  expect(Buffer.from(await fetched).toString()).toBe("hello");
  expect(storage.asked).toEqual([{ line: "GET /there", authorization: undefined }]);
  expect(registry.asked.map(({ authorization }) => authorization?.slice(0, 5))).toEqual([undefined, "Basic"]);

  const replace = { "https://ghcr.io/": `http://${registry.host}/` };
  await expect(openAt("ghcr.io", { replace, credentials: WRITER }).hasBlob(digest)).rejects.toMatchObject({
    code: "TOKEN",
  });
  expect(registry.asked.at(-1)).toEqual({ line: `HEAD /v2/alpha/blobs/${digest}`, authorization: undefined });
});

test("nor does it learn that by wanting to know", async () => {
  const storage = await startLyingRegistry((request, response) => {
    const challenge = `Bearer realm="http://${request.headers.host}/token"`;
    response.writeHead(401, { "www-authenticate": challenge }).end();
  });
  const sendsOn: Behaviour = (_, response) =>
    response.writeHead(307, { location: `http://${storage.host}/there` }).end();
  const { fetched } = await fetchFrom(sendsOn, { credentials: WRITER });
  await expect(fetched).rejects.toMatchObject({ code: "TOKEN" });
  expect(storage.asked).toEqual([{ line: "GET /there", authorization: undefined }]);
});

test("an upload goes where the registry says, without who asks where that is somebody else's", async () => {
  const storage = await startLyingRegistry((request, response) => {
    request.resume().on("end", () => response.writeHead(201).end());
  });
  const { host, asked } = await startLyingRegistry((request, response) => {
    if (request.headers.authorization === undefined)
      response.writeHead(401, { "www-authenticate": "Basic" }).end();
    else if (request.method === "HEAD") response.writeHead(404).end();
    else response.writeHead(202, { location: `http://${storage.host}/up?a=b` }).end();
  });
  await openAt(host, { credentials: WRITER, isPushing: true }).pushBlob(BLOB);
  expect(asked.at(-1)?.authorization).toMatch(/^Basic /);
  const line = `PUT /up?a=b&digest=${encodeURIComponent(digest)}`;
  expect(storage.asked).toEqual([{ line, authorization: undefined }]);
});

test("a server that is busy is asked again, an upload from its beginning", async () => {
  const lines: string[] = [];
  let isBusy = true;
  const { host } = await startLyingRegistry((request, response) => {
    lines.push(request.method!);
    request.resume();
    if (request.method === "HEAD") response.writeHead(404).end();
    else if (request.method === "POST") response.writeHead(202, { location: "/upload?state=1" }).end();
    else {
      request.on("end", () => response.writeHead(isBusy ? 503 : 201).end());
      request.on("end", () => (isBusy = false));
    }
  });
  expect(await openAt(host).pushBlob(BLOB)).toBe(true);
  expect(lines).toEqual(["HEAD", "POST", "PUT", "POST", "PUT"]);
});
