import { spawn, spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { digestTree } from "../io/archive/tree-digest.ts";
import type { Change } from "../model/override/override.ts";
import type { Releases } from "../model/release/release.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { startGitHost } from "./git-host.ts";
import { hasGpg, makeKeyring } from "./gpg.ts";
import { hasRegistry, hasSkopeo, startOciRegistry } from "./oci-registry.ts";
import { awaitEnd } from "./pak.ts";
import { makeFolder, makeRepository, writeFiles } from "./repository.ts";
import { hasBubblewrap } from "./sandboxes.ts";
import { TOOL } from "./world.ts";

const WORKFLOW = parse(readFileSync(join(TOOL, ".github/workflows/build.yml"), "utf8")) as {
  jobs: Record<string, { steps: { run?: string }[] }>;
};

/** The script of a job's step, by a word that it holds. */
function findScript(job: string, word: string): string {
  return WORKFLOW.jobs[job]!.steps.find(({ run }) => run?.includes(word))!.run!;
}

const FILES = { Makefile: "all:\n\techo made > made\ntest: all\n\ttest -s made\n" };

/** A catalog of two packages with a recipe each and nothing built, and a way to run a step of the workflow in its clone. */
async function startCatalog() {
  const [host, registry] = [await startGitHost(), await startOciRegistry()];
  host.repository.commit(FILES);
  const { integrity: _, ...release } = aRelease("1.0.0");
  const tree = digestTree(Object.entries(FILES).map(([path, text]) => [path, hash("sha256", text)]));
  const releases = [{ ...release, ...host.release("v1.0.0"), tree }];
  const change: Change = { build: { builder: "make", files: ["made"] } };
  const packages = ["foo", "bar"].map(name => ({
    entry: anEntry({ name, endpoint: host.endpoint, license: "MIT" }),
    releases,
    override: { "acme/foo": { "*": change } },
  }));
  const { root, commit, git } = makeRepository();
  const place = `${registry.host}/acme`;
  commit({ ...settingsFile({ registry: place }), ".gitignore": ".pak/\n", ...catalogFiles(...packages) });
  git("push", "--quiet", host.github.makeRepository("acme", "catalog"), "main");
  const [home, bin] = [makeFolder(), makeFolder()];
  writeFiles(home, { "settings.json": JSON.stringify({ replace: host.replace }) });
  // In the catalog's own clone npx finds the tool of that clone.
  writeFiles(bin, { npx: `#!/bin/sh\nshift\nexec "${process.execPath}" "${TOOL}/scripts/bin.js" "$@"\n` });
  chmodSync(join(bin, "npx"), 0o755);
  const run = (script: string, environment: Record<string, string>) =>
    awaitEnd(
      spawn("bash", ["--noprofile", "--norc", "-e", "-c", script], {
        cwd: root,
        env: {
          PATH: `${bin}:${process.env.PATH}`,
          HOME: home,
          PAK_HOME: home,
          CI: "1",
          GITHUB_API_URL: host.environment.GITHUB_API_URL,
          GITHUB_REPOSITORY: "acme/catalog",
          ...environment,
        },
      }),
    );
  const readRelease = (name: string) => {
    const file = join(root, `catalog/releases/${name.slice(0, 2)}/${name}.json`);
    return (JSON.parse(readFileSync(file, "utf8")) as Releases).releases[0]!;
  };
  return { root, place, github: host.github, run, readRelease };
}

const LACKS = !hasRegistry || !hasSkopeo || !hasBubblewrap || !hasGpg;

test.skipIf(LACKS)(
  "the workflow builds what nobody built, and releases what is in order (skipped without bubblewrap, docker-registry, skopeo or gpg)",
  async () => {
    const { root, place, github, run, readRelease } = await startCatalog();
    const output = join(makeFolder(), "output");
    expect(await run(findScript("plan", "--matrix"), { GITHUB_OUTPUT: output })).toMatchObject({ status: 0 });
    const [, matrix = ""] = /^matrix=(.*)\n$/.exec(readFileSync(output, "utf8"))!;
    const { include } = JSON.parse(matrix) as { include: { name: string; version: string }[] };
    expect(include.map(({ name, version }) => `${name} ${version}`).sort()).toEqual([
      "bar 1.0.0",
      "foo 1.0.0",
    ]);
    for (const { name, version } of include) {
      const built = await run(findScript("build", "pak build"), { PACKAGE: `${name}@${version}` });
      expect(built.status, built.stderr).toBe(0);
      // As uploading and downloading leave it.
      const downloaded = join(root, `.pak/untrusted/build-${name}@${version}`);
      mkdirSync(dirname(downloaded), { recursive: true });
      renameSync(join(root, ".pak/builds"), downloaded);
    }
    const spoilt = join(root, ".pak/untrusted/build-bar@1.0.0/bar/1.0.0/bar-1.0.0.tar.gz");
    writeFileSync(spoilt, Buffer.concat([readFileSync(spoilt), Buffer.from("x")]));
    const environment = { MATRIX: matrix, CONTAINERS: "foo", GITHUB_TOKEN: "token" };
    const released = await run(findScript("release", "pak release"), environment);
    expect(released.status, released.stderr).toBe(1);
    expect(readRelease("bar").artifact).toBeUndefined();
    const { artifact, container } = readRelease("foo");
    expect(artifact).toMatchObject({ sandbox: "bubblewrap", tests: "passed" });
    expect(container).toContain(`${place}/foo/image@sha256:`);
    const proposed = await run(findScript("release", "--pull"), { GITHUB_TOKEN: "token" });
    expect(proposed.status, proposed.stderr).toBe(0);
    expect(github.pulls.map(({ head }) => head)).toEqual(["acme:release"]);
    await verifyByHand(root, place, artifact!);
  },
);

/** The lines of the guide, and of a package's page. */
async function verifyByHand(
  root: string,
  place: string,
  { oci, sha256 }: { readonly oci: string; readonly sha256: string },
): Promise<void> {
  const guide = readFileSync(join(TOOL, "site/guides/07-upstream.md"), "utf8");
  const blocks = [...guide.matchAll(/```\n([^`]*skopeo[^`]*)```/g)].map(([, lines]) => lines!);
  expect(blocks).toHaveLength(2);
  const script = blocks
    .join("")
    .replaceAll("ghcr.io/my-organisation/packages/zlib", `${place}/foo`)
    .replaceAll("zlib", "foo")
    .replaceAll("MANIFEST", oci.split("sha256:")[1]!)
    .replaceAll("ARTIFACT", sha256)
    .replaceAll("skopeo copy", "skopeo --insecure-policy copy --src-tls-verify=false")
    .replaceAll("skopeo inspect", "skopeo inspect --tls-verify=false");
  const keyring = makeKeyring();
  const keys = join(root, ".pak/key/trust/keys");
  for (const file of readdirSync(keys)) keyring.run(["--import"], readFileSync(join(keys, file), "utf8"));
  const ran = spawnSync("bash", ["-e", "-c", script], {
    cwd: makeFolder(),
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: makeFolder(), GNUPGHOME: keyring.home },
  });
  expect(ran.stderr).toContain("Good signature");
  expect([ran.status, ran.stdout]).toEqual([0, expect.stringContaining(`${sha256}  foo-1.3.1/${sha256}`)]);
}
