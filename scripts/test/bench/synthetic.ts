import { hash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runGit } from "../../io/git/git.ts";
import { entryPath, releasesPath } from "../../model/name/paths.ts";
import type { Release } from "../../model/release/release.ts";
import { anEntry, aRelease, aReleases, settingsFile } from "../catalog.ts";

const WORDS =
  "small fast parser for streams of typed events with a plain interface and no dependencies that runs in browsers servers workers tools tests queues caches routers tables charts forms dates colours numbers paths files archives images fonts sounds maps graphs trees lists sets codes keys tokens".split(
    " ",
  );

/** Always the same sequence, so that two runs measure the same catalog. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** The name of synthetic package `at`. */
export function syntheticName(at: number): string {
  return `${WORDS[at % WORDS.length]}-${WORDS[(at * 7) % WORDS.length]}-${at.toString(36)}x`;
}

/** One synthetic package: an entry and eleven releases, about 3 KB of JSON together. */
export function makeSynthetic(at: number, count: number): { name: string; entry: object; releases: object } {
  const random = makeRandom(at + 1);
  const words = (many: number) => Array.from({ length: many }, () => WORDS[random(WORDS.length)]).join(" ");
  const name = syntheticName(at);
  const dependencies = () =>
    Object.fromEntries(
      Array.from({ length: 1 + random(3) }, () => [
        syntheticName(random(count)),
        `^${random(9)}.${random(9)}.0`,
      ]),
    );
  const release = (number: number): Release =>
    aRelease(`${1 + Math.floor(number / 4)}.${number % 4}.${random(20)}`, {
      published: `20${10 + number}-0${1 + random(9)}-1${random(9)}T12:00:00Z`,
      integrity: `sha512-${hash("sha512", `${at}/${number}`, "base64")}`,
      ...(number > 7 ? { dependencies: dependencies() } : {}),
    });
  const releases = Array.from({ length: 11 }, (_, i) => release(10 - i));
  const entry = anEntry({
    name,
    description: `A ${words(8)}`,
    homepage: `https://example.org/${name}/`,
    license: "MIT",
    keywords: [...new Set([WORDS[random(WORDS.length)]!, WORDS[random(WORDS.length)]!])],
  });
  return { name, entry, releases: aReleases(name, ...releases) };
}

/** Writes a synthetic catalog into an empty folder and commits it. */
export function writeSynthetic(root: string, count: number): void {
  const made = new Set<string>();
  const write = (path: string, document: object) => {
    const file = join(root, path);
    if (!made.has(dirname(file))) mkdirSync(dirname(file), { recursive: true });
    made.add(dirname(file));
    writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
  };
  for (let at = 0; at < count; at++) {
    const { name, entry, releases } = makeSynthetic(at, count);
    write(entryPath(name), entry);
    write(releasesPath(name), releases);
  }
  for (const [path, text] of Object.entries(settingsFile({ catalog: "synthetic" })))
    writeFileSync(join(root, path), text);
  writeFileSync(join(root, ".gitignore"), "_site\n.pak/\n");
  runGit(root, ["init", "--quiet", "--initial-branch=main"]);
  // Packed here and now: git would do it in the background, on a processor that is being measured.
  runGit(root, ["config", "gc.auto", "0"]);
  commitAll(root, "Add everything");
  runGit(root, ["repack", "-a", "-d", "--quiet"]);
}

/** Commits everything; the author is nobody. */
export function commitAll(root: string, message: string): void {
  runGit(root, ["add", "--all"]);
  const who = { GIT_AUTHOR_NAME: "Bench", GIT_AUTHOR_EMAIL: "bench@example.org" };
  const committer = { GIT_COMMITTER_NAME: "Bench", GIT_COMMITTER_EMAIL: "bench@example.org" };
  runGit(root, ["commit", "--quiet", "--message", message], { environment: { ...who, ...committer } });
}

/** Changes one entry's description and commits it. */
export function changeOne(root: string, at: number): string {
  const name = syntheticName(at);
  const file = join(root, entryPath(name));
  const entry = JSON.parse(readFileSync(file, "utf8")) as { description: string };
  writeFileSync(
    file,
    `${JSON.stringify({ ...entry, description: `${entry.description} again` }, null, 2)}\n`,
  );
  commitAll(root, `Change ${name}`);
  return name;
}
