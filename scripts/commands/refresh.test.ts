import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Summary } from "../io/refresh/summary.ts";
import { anEntry, catalogFiles, settingsFile } from "../test/catalog.ts";
import { type Answer, aDigest, anNpmEnvironment, aPackument, startRegistry } from "../test/registry.ts";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { validate } from "../test/schemas.ts";
import { aWorld } from "../test/world.ts";
import { refresh } from "./refresh.ts";

const anEntryOf = (name: string, endpoint = `@npm:${name}`) =>
  catalogFiles({ entry: anEntry({ name, endpoint }) });

/** A catalog of the named npm packages, a registry that serves `packages`, and a way to run the command. */
async function aCatalog(packages: Record<string, Answer>, more: Record<string, string> = {}) {
  const root = makeFolder();
  const home = makeFolder();
  const registry = await startRegistry(packages);
  const names = Object.keys(packages).filter(name => !name.startsWith("@"));
  writeFiles(root, {
    ...settingsFile(),
    ...Object.assign({}, ...names.map(name => anEntryOf(name))),
    ...more,
  });
  const environment = anNpmEnvironment({ npm_config_registry: registry.address });
  const run = async (
    words: string[] = [],
    flags: Record<string, string | true> = {},
    now = "2026-02-01T00:00:00Z",
  ) => {
    const world = aWorld({ root, home, environment, now: () => new Date(now) });
    const exit = await refresh.run(world, { words, flags });
    return { exit, out: world.printed.join("\n"), err: world.reported.join("\n") };
  };
  const set = (settings: object) => writeFiles(home, { "settings.json": JSON.stringify(settings) });
  const read = (name: string) =>
    JSON.parse(readFileSync(join(root, `catalog/releases/${name.slice(0, 2)}/${name}.json`), "utf8"));
  const files = () => readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  return { root, registry, run, set, read, files };
}

/** What `--json` printed, after its schema has accepted it. */
function parseSummary(text: string): Summary {
  const summary: unknown = JSON.parse(text);
  expect(validate("refresh", summary)).toBeUndefined();
  return summary as Summary;
}

describe("pak refresh", () => {
  test("records releases with digest, date and dependencies, and asks conditionally the second time", async () => {
    const alpha = aPackument("alpha", {
      "1.0.0": { dependencies: { "@scope/x": "^1.0.0" } },
      "1.1.0": {},
    });
    const { run, read, registry, root } = await aCatalog({ alpha });
    expect(await run()).toMatchObject({ exit: 0, out: "alpha  added 1.1.0, 1.0.0" });
    expect(read("alpha")).toEqual({
      $schema: "../../../schemas/releases.schema.json",
      name: "alpha",
      releases: [
        { version: "1.1.0", published: "2026-01-01T12:00:00Z", integrity: aDigest("1.1.0") },
        {
          version: "1.0.0",
          published: "2026-01-01T12:00:00Z",
          integrity: aDigest("1.0.0"),
          dependencies: { "@scope/x": "^1.0.0" },
        },
      ],
    });
    const before = readFileSync(join(root, "catalog/releases/al/alpha.json"), "utf8");
    expect(await run()).toMatchObject({ exit: 0, out: "" });
    expect(readFileSync(join(root, "catalog/releases/al/alpha.json"), "utf8")).toBe(before);
    expect(registry.log).toEqual(["alpha", "alpha/-/alpha-1.1.0.tgz", "alpha if-none-match"]);
  });

  test("what is deprecated already is not recorded, what is recorded gets its mark", async () => {
    const { run, read, registry } = await aCatalog({ alpha: aPackument("alpha", { "1.0.0": {} }) });
    await run();
    const deprecated = "use 2\u001b[31m";
    registry.answers.set("alpha", aPackument("alpha", { "1.0.0": { deprecated }, "1.0.1": { deprecated } }));
    const { out, err } = await run();
    expect(out).toBe("alpha  deprecated 1.0.0");
    expect(err).toContain("skipped: 1 versions that are deprecated already");
    expect(read("alpha").releases).toMatchObject([{ version: "1.0.0", deprecated: "use 2[31m" }]);
  });

  test("a version whose tarball is not what the registry says is not recorded", async () => {
    const alpha = aPackument("alpha", { "1.0.0": {}, "1.1.0": { integrity: aDigest("other") } });
    const { run, read } = await aCatalog({ alpha });
    const { exit, out } = await run([], { json: true });
    expect([exit, parseSummary(out).findings[0]?.code]).toEqual([1, "ARCHIVE_UNSTABLE"]);
    expect(read("alpha").releases.map(({ version }: { version: string }) => version)).toEqual(["1.0.0"]);
  });

  test("what was too fresh is recorded once it is three days old, though the registry says nothing changed", async () => {
    const alpha = aPackument("alpha", { "1.0.0": { published: "2026-01-30T00:00:01Z" } });
    const { run, files, read, registry } = await aCatalog({ alpha });
    expect(await run([], {}, "2026-02-02T00:00:00Z")).toMatchObject({ exit: 0, out: "" });
    expect(files().filter(file => file.includes("releases"))).toEqual([]);
    expect(await run([], {}, "2026-02-02T00:00:01Z")).toMatchObject({ out: "alpha  added 1.0.0" });
    expect(read("alpha").releases).toHaveLength(1);
    expect(registry.log).toEqual(["alpha", "alpha if-none-match", "alpha/-/alpha-1.0.0.tgz"]);
  });

  test("waits as long as the catalog says, else as long as the person does", async () => {
    const alpha = aPackument("alpha", { "1.0.0": { published: "2026-01-31T12:00:00Z" } });
    const { run, set, root } = await aCatalog({ alpha });
    expect((await run([], { "dry-run": true })).out).not.toContain("1.0.0");
    set({ cooldown: 12 });
    expect((await run([], { "dry-run": true })).out).toContain("1.0.0");
    writeFiles(root, settingsFile({ cooldown: 13 }));
    expect((await run([], { "dry-run": true })).out).not.toContain("1.0.0");
  });

  test("one broken package leaves the others refreshed", async () => {
    const { run, read, files } = await aCatalog({
      alpha: aPackument("alpha", { "1.0.0": {} }),
      broken: (_, response) => response.writeHead(500).end(),
      nonsense: "<html>",
      other: aPackument("another", { "1.0.0": {} }),
      zeta: aPackument("zeta", { "1.0.0": {} }),
    });
    const { exit, err } = await run();
    expect(exit).toBe(5);
    expect(err).toContain("not refreshed: broken: the registry gave no answer: it answered 500");
    expect(err).toContain("not refreshed: nonsense: the registry's answer is no metadata of nonsense");
    expect(err).toContain("not refreshed: other: the registry's answer is no metadata of other");
    expect([read("alpha").name, read("zeta").name]).toEqual(["alpha", "zeta"]);
    expect(files().filter(file => file.endsWith(".tmp"))).toEqual([]);
  });

  test("waits as a busy registry asks", async () => {
    let attempts = 0;
    const alpha = aPackument("alpha", { "1.0.0": {} });
    const { run, registry } = await aCatalog({
      alpha: (_, response) => {
        attempts += 1;
        if (attempts === 1) response.writeHead(429, { "retry-after": "1" }).end();
        else response.end(JSON.stringify(alpha));
      },
    });
    expect(await run()).toMatchObject({ exit: 0, out: "alpha  added 1.0.0" });
    expect(registry.log).toEqual(["alpha", "alpha", "alpha/-/alpha-1.0.0.tgz"]);
  });

  test("a changed digest and a vanished version are findings, and the record stays", async () => {
    const { run, read, registry } = await aCatalog({
      alpha: aPackument("alpha", { "1.0.0": {} }),
      beta1: aPackument("beta1", { "1.0.0": {}, "1.1.0": {} }),
    });
    await run();
    const [alpha, beta] = [read("alpha"), read("beta1")];
    registry.answers.set(
      "alpha",
      aPackument("alpha", { "1.0.0": { integrity: aDigest("evil") }, "1.0.1": {} }),
    );
    registry.answers.set("beta1", aPackument("beta1", { "1.1.0": {} }));
    const { exit, out } = await run([], { json: true });
    expect(exit).toBe(1);
    const { findings, packages } = parseSummary(out);
    expect(findings.map(({ code, file }) => [code, file])).toEqual([
      ["VERSION_MUTATED", "catalog/releases/al/alpha.json"],
      ["VERSION_REMOVED", "catalog/releases/be/beta1.json"],
    ]);
    expect(packages).toEqual([]);
    expect([read("alpha"), read("beta1")]).toEqual([alpha, beta]);
  });

  test("a package that the registry does not know is a finding", async () => {
    const { run } = await aCatalog({}, anEntryOf("ghosts"));
    const { exit, out } = await run([], { json: true });
    expect([exit, parseSummary(out).findings[0]?.code]).toEqual([1, "ENDPOINT_MISSING"]);
  });

  test("a quarantine stays until somebody lifts it", async () => {
    const right = aPackument("alpha", { "1.0.0": {}, "1.1.0": {} });
    const { run, read, registry } = await aCatalog({ alpha: aPackument("alpha", { "1.0.0": {} }) });
    await run();
    registry.answers.set("alpha", aPackument("alpha", { "1.0.0": { integrity: aDigest("evil") } }));
    await run();
    registry.answers.set("alpha", right);
    const held = await run([], { json: true });
    expect([held.exit, parseSummary(held.out).findings[0]?.code]).toEqual([1, "QUARANTINED"]);
    expect(read("alpha").releases).toHaveLength(1);
    await expect(run([], { lift: true })).rejects.toMatchObject({ code: "USAGE" });
    expect(await run(["alpha"], { lift: true })).toMatchObject({ exit: 0, out: "alpha  added 1.1.0" });
  });

  test("a small budget visits everyone, those first that waited longest", async () => {
    const { run, registry } = await aCatalog({
      alpha: aPackument("alpha", {}),
      beta1: aPackument("beta1", {}),
      gamma: aPackument("gamma", {}),
    });
    const days = ["2026-02-01", "2026-02-02", "2026-02-03", "2026-02-04"];
    for (const day of days) await run([], { budget: "1" }, `${day}T00:00:00Z`);
    expect(registry.log).toEqual(["alpha", "beta1", "gamma", "alpha if-none-match"]);
    expect(await run([], { budget: "2" })).toMatchObject({
      exit: 5,
      err: expect.stringMatching(/put off: 1 package;/),
    });
  });

  test("a registry that takes no more requests for long is left alone, and the next run begins there", async () => {
    let isOpen = false;
    const limited: Answer = (_, response) => {
      if (isOpen) response.end(JSON.stringify(aPackument("beta1", {})));
      else response.writeHead(429, { "retry-after": "3600" }).end();
    };
    const packages = { alpha: aPackument("alpha", {}), beta1: limited, gamma: aPackument("gamma", {}) };
    const { run, registry } = await aCatalog(packages);
    const first = await run([], { limit: "1" });
    expect(first).toMatchObject({
      exit: 5,
      err: expect.stringMatching(/beta1: the registry takes no more requests for 60 minutes/),
    });
    expect(registry.log).toEqual(["alpha", "beta1"]);
    isOpen = true;
    expect(await run([], { limit: "1" }, "2026-02-01T01:00:00Z")).toMatchObject({ exit: 0 });
    expect(registry.log.slice(2, 4)).toEqual(["beta1", "gamma"]);
  });

  test("asks only for the named packages, by the name that the endpoint has, and skips aliases", async () => {
    const { run, registry, read } = await aCatalog(
      { alpha: aPackument("alpha", {}) },
      {
        ...anEntryOf("scoped", "@npm:@own/scoped"),
        ...anEntryOf("other-name", "@scoped"),
      },
    );
    registry.answers.set("@own/scoped", aPackument("@own/scoped", { "1.0.0": {} }));
    const { exit, err } = await run(["scoped", "other-name"]);
    expect(exit).toBe(0);
    expect(registry.log).toEqual(["@own/scoped", "@own/scoped/-/scoped-1.0.0.tgz"]);
    expect(read("scoped").name).toBe("scoped");
    expect(err).toContain("skipped: 1 aliases and retracted names");
  });

  test("--dry-run tells and writes nothing", async () => {
    const { run, files } = await aCatalog({ alpha: aPackument("alpha", { "1.0.0": {} }) });
    const before = files();
    expect(await run([], { "dry-run": true })).toMatchObject({ exit: 0, out: "alpha  added 1.0.0" });
    expect(files()).toEqual(before);
  });

  test("an unknown name and a wrong limit stop before anything is asked", async () => {
    const { run, registry } = await aCatalog({ alpha: aPackument("alpha", {}) });
    await expect(run(["nobody"])).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(run([], { limit: "0" })).rejects.toMatchObject({ code: "USAGE" });
    expect(registry.log).toEqual([]);
  });

  test("an entry with findings is left alone", async () => {
    const { run, registry } = await aCatalog(
      {},
      {
        "catalog/al/alpha.json": `${JSON.stringify({ name: "alpha", endpoint: "ext::sh -c id" }, null, 2)}\n`,
      },
    );
    const { exit } = await run();
    expect([exit, registry.log]).toEqual([1, []]);
  });
});
