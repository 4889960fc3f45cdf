import { expect, test } from "vitest";
import { type Manifest, MEDIA } from "./descriptor.ts";
import { choosePlatform, DEFAULT_PLATFORM, extendConfig, extendManifest, parsePlatform } from "./image.ts";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const aLayer = (letter: string) => ({ mediaType: MEDIA.layer, digest: digest(letter), size: 1 });
const ADDITION = {
  diffId: digest("f"),
  labels: { "org.opencontainers.image.title": "a" },
  created: "2026-10-18T12:00:00Z",
  by: "pak container a@1.0.0",
};
const BASE = {
  manifest: {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config: aLayer("c"),
    layers: [aLayer("1"), aLayer("2")],
  } satisfies Manifest,
  config: {
    architecture: "arm64",
    os: "linux",
    docker_version: "20",
    container_config: { Env: ["A=b"] },
    config: {
      Env: ["PATH=/bin"],
      Cmd: ["sh"],
      Labels: { own: "kept", "org.opencontainers.image.version": "12" },
    },
    rootfs: { type: "layers", diff_ids: [digest("d"), digest("e")] },
    history: [{ created_by: "debuerreotype" }],
  },
};

test("without a base an image is one layer and its labels", () => {
  expect(extendConfig(undefined, DEFAULT_PLATFORM, ADDITION)).toEqual({
    os: "linux",
    architecture: "amd64",
    created: ADDITION.created,
    config: { Labels: ADDITION.labels },
    rootfs: { type: "layers", diff_ids: [digest("f")] },
    history: [{ created: ADDITION.created, created_by: ADDITION.by }],
  });
});

test("a base keeps what it runs and its own labels, and gets a layer on top", () => {
  const config = extendConfig(BASE, DEFAULT_PLATFORM, ADDITION);
  expect(config).toMatchObject({
    architecture: "arm64",
    config: { Env: ["PATH=/bin"], Cmd: ["sh"] },
    rootfs: { diff_ids: [digest("d"), digest("e"), digest("f")] },
    history: [{ created_by: "debuerreotype" }, { created_by: ADDITION.by }],
  });
  expect(config).toMatchObject({ config: { Labels: { own: "kept", ...ADDITION.labels } } });
  expect(JSON.stringify(config)).not.toMatch(/docker_version|container_config|image\.version/);
  const { layers } = extendManifest(BASE, aLayer("9"), aLayer("3"), {});
  expect(layers).toEqual([aLayer("1"), aLayer("2"), aLayer("3")]);
});

test("a config that does not fit its manifest is none to stand on", () => {
  const extend = (rootfs: object) =>
    extendConfig({ ...BASE, config: { ...BASE.config, rootfs: { ...rootfs } } }, DEFAULT_PLATFORM, ADDITION);
  expect(extend({ diff_ids: [digest("d")] })).toMatch(/another number of layers/);
  expect(extend({ diff_ids: ["x", "y"] })).toMatch(/no list/);
  expect(extend({})).toMatch(/another number/);
});

test("platforms", () => {
  expect(parsePlatform("linux/arm64/v8")).toEqual({ os: "linux", architecture: "arm64", variant: "v8" });
  for (const text of ["linux", "Linux/amd64", "linux/", "a/b/c/d"])
    expect(parsePlatform(text)).toBeUndefined();
  const on = (architecture: string, variant?: string) => ({
    ...aLayer("1"),
    platform: { os: "linux", architecture, ...(variant === undefined ? {} : { variant }) },
  });
  const all = [on("amd64"), on("arm", "v6"), on("arm", "v7"), aLayer("2")];
  expect(choosePlatform(all, DEFAULT_PLATFORM)).toBe(all[0]);
  expect(choosePlatform(all, { os: "linux", architecture: "arm" })).toBe(all[1]);
  expect(choosePlatform(all, { os: "linux", architecture: "arm", variant: "v7" })).toBe(all[2]);
  expect(choosePlatform(all, { os: "windows", architecture: "amd64" })).toBeUndefined();
});
