import { describe, expect, test } from "vitest";
import { anNpmEnvironment } from "../../test/registry.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readNpmConfiguration } from "./configuration.ts";

describe("readNpmConfiguration", () => {
  test("takes the registry from the catalog's .npmrc, and a scope's own", async () => {
    const root = makeFolder();
    writeFiles(root, {
      "package.json": "{}",
      ".npmrc": "registry=http://127.0.0.1:4873/npm\n@own:registry=http://127.0.0.1:4874/\nfetch-retries=7\n",
    });
    const { addressOf, tarballOf, registries, retries } = await readNpmConfiguration(
      root,
      anNpmEnvironment(),
    );
    expect(addressOf("jquery")).toBe("http://127.0.0.1:4873/npm/jquery");
    expect(addressOf("@own/x")).toBe("http://127.0.0.1:4874/@own%2fx");
    expect(addressOf("@other/y")).toBe("http://127.0.0.1:4873/npm/@other%2fy");
    expect(tarballOf("@own/x", "1.0.0")).toBe("http://127.0.0.1:4874/@own/x/-/x-1.0.0.tgz");
    expect(registries).toEqual({
      registry: "http://127.0.0.1:4873/npm/",
      scopes: { "@own": "http://127.0.0.1:4874/" },
    });
    expect(retries).toBe(7);
  });

  test("the environment says otherwise, as npm has it", async () => {
    const environment = anNpmEnvironment({
      npm_config_registry: "http://127.0.0.1:1234/",
      npm_config_fetch_retry_mintimeout: "3",
      npm_config_fetch_timeout: "40",
    });
    const read = await readNpmConfiguration(makeFolder(), environment);
    expect(read.addressOf("x")).toBe("http://127.0.0.1:1234/x");
    expect([read.leastWait, read.timeout]).toEqual([3, 40]);
  });

  test("a password in the address is refused without showing it", async () => {
    const environment = anNpmEnvironment({ npm_config_registry: "http://me:secret@127.0.0.1/" });
    const failure = await readNpmConfiguration(makeFolder(), environment).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "SETTINGS" });
    expect(String(failure)).not.toContain("secret");
  });

  test("without npm there is no registry", async () => {
    const environment = { PATH: makeFolder() };
    await expect(readNpmConfiguration(makeFolder(), environment)).rejects.toMatchObject({
      code: "SETTINGS",
    });
  });
});

test("a folder's .npmrc sends nothing of the environment to an address", async () => {
  const root = makeFolder();
  writeFiles(root, { ".npmrc": "registry=http://127.0.0.1:9/${SECRET}/\n" });
  const environment = anNpmEnvironment({ SECRET: "s3cr3t" });
  const failure = await readNpmConfiguration(root, environment).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "SETTINGS" });
  expect(String(failure)).not.toContain("s3cr3t");
});
