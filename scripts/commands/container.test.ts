import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { unpackTar } from "modern-tar";
import { describe, expect, test } from "vitest";
import { makeBlob } from "../io/oci/blob.ts";
import { openRepository } from "../io/oci/repository.ts";
import { parseReference } from "../model/oci/reference.ts";
import {
  hasRegistry,
  hasSkopeo,
  runSkopeo,
  startOciRegistry,
  startTokenRegistry,
  WRITER,
} from "../test/oci-registry.ts";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { validate } from "../test/schemas.ts";
import { aTarball, type CatalogFolder, startCatalogFolder } from "../test/upstream.ts";
import { aWorld } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import { container } from "./container.ts";
import { GLOBAL_FLAGS } from "./table.ts";

const startAlpha = () =>
  startCatalogFolder({
    alpha: {
      entry: { license: "MIT" },
      versions: { "1.0.0": { files: { "dist/a.js": "a", "dist/css/a.css": "c", "src/a.ts": "s" } } },
    },
  });

/** Runs the command in a catalog's folder; what it told fits its schema. */
async function run({ root, environment }: CatalogFolder, ...typed: string[]) {
  const token = { GITHUB_TOKEN: WRITER.token, GITHUB_ACTOR: WRITER.user };
  const world = aWorld({ root, home: environment.PAK_HOME!, environment: { ...environment, ...token } });
  await container.run(world, parseArguments(container, GLOBAL_FLAGS, [...typed, "--json"]));
  const told = JSON.parse(world.printed.join("\n"));
  expect(validate("container", told)).toBeUndefined();
  return told;
}

const readBlob = (folder: string, digest: string) =>
  readFileSync(join(folder, "blobs", digest.replace(":", "/")));

test("an image is a layout with the exported files, labelled, and the same bytes each time", async () => {
  const catalog = await startAlpha();
  const told = await run(catalog, "alpha");
  expect(told).toMatchObject({ platform: "linux/amd64", files: 2, isRecorded: false });
  expect(told.folder).toBe(join(catalog.root, ".pak/containers/alpha/1.0.0"));
  const manifest = JSON.parse(readBlob(told.folder, told.digest).toString());
  const config = JSON.parse(readBlob(told.folder, manifest.config.digest).toString());
  expect(config.config.Labels).toMatchObject({
    "org.opencontainers.image.title": "alpha",
    "org.opencontainers.image.version": "1.0.0",
    "org.opencontainers.image.licenses": "MIT",
    "vnd.pak.source.digest": expect.stringMatching(/^sha512-/),
  });
  const entries = await unpackTar(gunzipSync(readBlob(told.folder, told.layer)));
  expect(entries.map(({ header }) => header.name)).toEqual([
    "usr/share/paks/alpha/a.js",
    "usr/share/paks/alpha/css/a.css",
  ]);
  const files = () => readdirSync(told.folder, { recursive: true }).sort();
  const before = files();
  rmSync(catalog.environment.PAK_HOME!, { recursive: true });
  expect(await run(catalog, "alpha@1.0.0")).toEqual(told);
  expect(files()).toEqual(before);
});

test("a folder with something else in it is left alone", async () => {
  const catalog = await startAlpha();
  writeFiles(catalog.root, { "mine/x": "x" });
  await expect(run(catalog, "alpha", "--out", "mine")).rejects.toMatchObject({ code: "CONFLICT" });
  expect(readdirSync(join(catalog.root, "mine"))).toEqual(["x"]);
});

test.each([
  ["--base", "debian"],
  ["--base", "docker.io/library/debian"],
  ["--platform", "amd64"],
])("%s %s is refused", async (...typed) => {
  await expect(run(await startAlpha(), "alpha", ...typed)).rejects.toMatchObject({ code: "USAGE" });
});

test("nothing is pushed without a token, nor fetched for it", async () => {
  const { root, environment, registry } = await startAlpha();
  const home = environment.PAK_HOME!;
  const world = aWorld({ root, home, environment: { ...environment, PATH: home } });
  const flags = { push: true, registry: "ghcr.io/acme" } as const;
  await expect(container.run(world, { words: ["alpha"], flags })).rejects.toMatchObject({ code: "TOKEN" });
  expect(registry.log).toEqual([]);
});

describe.skipIf(!hasRegistry || !hasSkopeo)(
  "with a registry (docker-registry or skopeo is not here: skipped)",
  () => {
    test("skopeo copies the layout, and what it pushes has the same digest", async () => {
      const catalog = await startAlpha();
      const { folder, digest } = await run(catalog, "alpha");
      const { host } = await startOciRegistry();
      const image = `docker://${host}/alpha:1.0.0`;
      await runSkopeo("copy", "--dest-tls-verify=false", `oci:${folder}:1.0.0`, image);
      const inspected = JSON.parse(await runSkopeo("inspect", "--tls-verify=false", image));
      expect(inspected).toMatchObject({ Digest: digest, Os: "linux", Architecture: "amd64" });
      expect(inspected.Labels["org.opencontainers.image.title"]).toBe("alpha");
    });

    test("what only the token may read is taken with it: an artifact that was just released", async () => {
      const { host } = await startOciRegistry({ isPrivate: true });
      const blob = makeBlob(await aTarball({ "dist/a.js": "built" }), "application/gzip");
      const reference = parseReference(`${host}/paks/alpha`)!;
      const means = { fetch, credentials: WRITER, isPushing: true };
      await openRepository(reference, means).pushBlob(blob);
      const { digest, size } = blob.descriptor;
      const oci = `${host}/paks/alpha@sha256:${"0".repeat(64)}`;
      const artifact = { sha256: digest.replace("sha256:", ""), size, oci };
      const catalog = await startCatalogFolder({ alpha: { versions: { "1.0.0": { artifact } } } });
      const told = await run(catalog, "alpha", "--push", "--registry", `${host}/paks`);
      expect(told).toMatchObject({ isRecorded: true, files: 1 });
      // Who pushes nothing is nobody in particular there, and the source would be another image.
      const other = await startCatalogFolder({ alpha: { versions: { "1.0.0": { artifact } } } });
      await expect(run(other, "alpha")).rejects.toMatchObject({ code: "NETWORK" });
    });

    test("an image stands on another from a registry, is pushed, read back and recorded once", async () => {
      const catalog = await startAlpha();
      const registry = await startTokenRegistry();
      // A base of its own: what another catalog's package made.
      const base = await run(catalog, "alpha", "--out", makeFolder());
      const credentials = ["--dest-creds", `${WRITER.user}:${WRITER.token}`];
      const place = `${registry.host}/base`;
      const copy = ["copy", "--format", "v2s2", "--dest-tls-verify=false", ...credentials];
      await runSkopeo(...copy, `oci:${base.folder}:1.0.0`, `docker://${place}:1`);
      const push = ["alpha", "--push", "--registry", `${registry.host}/paks`, "--base", `${place}:1`];
      const told = await run(catalog, ...push);
      expect(told).toMatchObject({ base: { name: `${place}:1` }, isRecorded: true });
      expect(told.container).toBe(`${registry.host}/paks/alpha/image@${told.digest}`);
      expect(told).not.toHaveProperty("folder");
      const file = join(catalog.root, "catalog/releases/al/alpha.json");
      const text = readFileSync(file, "utf8");
      expect(JSON.parse(text).releases[0].container).toBe(told.container);
      const source = `docker://${registry.host}/paks/alpha/image:1.0.0`;
      const inspected = JSON.parse(await runSkopeo("inspect", "--tls-verify=false", source));
      expect(inspected.Digest).toBe(told.digest);
      expect(inspected.Layers).toHaveLength(2);
      expect(inspected.Labels["org.opencontainers.image.base.digest"]).toBe(told.base.digest);
      const out = makeFolder();
      await runSkopeo("copy", "--src-tls-verify=false", source, `oci:${out}:x`);
      const { manifests } = JSON.parse(readFileSync(join(out, "index.json"), "utf8"));
      expect(manifests[0].digest).toBe(told.digest);

      const writes = () => registry.log.filter(line => /^(?:POST|PUT)/.test(line)).length;
      const before = writes();
      expect(await run(catalog, ...push)).toMatchObject({ isRecorded: false, digest: told.digest });
      expect([writes() - before, readFileSync(file, "utf8")]).toEqual([0, text]);
      const other = push.slice(0, 4);
      await expect(run(catalog, ...other)).rejects.toMatchObject({ code: "CONFLICT" });
    });
  },
);
