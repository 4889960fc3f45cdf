import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anEntry, catalogFiles, settingsFile } from "./catalog.ts";
import { servePak } from "./pak.ts";
import { makeFolder, makeRepository } from "./repository.ts";
import { TOOL } from "./world.ts";

const README = readFileSync(join(TOOL, "README.md"), "utf8");
const lacks = ["gpg", "curl"].filter(tool => spawnSync(tool, ["--version"]).status !== 0);

test.skipIf(lacks.length > 0)(
  "the README's gpg lines verify root, head and index in an empty keyring",
  async () => {
    const repository = makeRepository();
    repository.commit({
      ...settingsFile(),
      ".gitignore": ".pak/\n_site\n",
      ...catalogFiles({ entry: anEntry({ name: "less" }) }),
    });
    const url = await servePak(repository.root);
    const block = /```sh\n(set -eu\n[\s\S]*?)```/.exec(README)![1]!.replace("http://localhost:8080/", url);
    const run = (script: string) =>
      spawnSync("sh", ["-c", script], {
        cwd: makeFolder(),
        encoding: "utf8",
        env: { PATH: process.env.PATH },
      });
    const ran = run(block);
    expect([ran.status, ran.stderr.match(/Good signature/g)?.length], ran.stderr).toEqual([0, 3]);
    expect(run(block.replace("-o index.json\n", "-o index.json\nprintf x >> index.json\n")).status).not.toBe(
      0,
    );
  },
);

test("every link between files of the repository leads to one", () => {
  const texts = ["README.md", ...["CONTRIBUTING.md", "SECURITY.md"].map(name => `.github/${name}`)];
  for (const text of texts) {
    const links = [...readFileSync(join(TOOL, text), "utf8").matchAll(/\]\((?!https:)([^)#]+)/g)];
    for (const [, link] of links) expect(existsSync(join(TOOL, text, "..", link!)), link).toBe(true);
  }
});

test("every link between guides leads to one", () => {
  const folder = join(TOOL, "site/guides");
  const slugs = readdirSync(folder).map(file => file.replace(/^\d+-|\.md$/g, ""));
  for (const file of readdirSync(folder)) {
    const links = [...readFileSync(join(folder, file), "utf8").matchAll(/\]\(\.\.\/([a-z]+)\//g)];
    for (const [, slug] of links) expect(slugs, file).toContain(slug);
  }
});

test("every dependency has a line that says why, and no other has one", () => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(TOOL, "package.json"), "utf8"),
  ) as Record<string, object>;
  const listed = new Set(
    [...README.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell]) =>
      [...cell!.matchAll(/`([^`]+)`/g)].map(match => match[1]!),
    ),
  );
  const known = Object.keys({ ...dependencies, ...devDependencies }).map(name =>
    name.startsWith("@types/") ? "@types/*" : name,
  );
  for (const name of known) expect(listed, name).toContain(name);
});
