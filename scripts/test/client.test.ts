import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join, relative } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Catalog, type CatalogOptions } from "../client.ts";
import { startServer } from "../io/site/static-server.ts";
import { openDiskStore } from "../io/trust/disk-store.ts";
import { openMirror } from "../io/trust/mirror.ts";
import { openMemoryStore } from "../io/trust/store.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { listen } from "./listen.ts";
import { makeFolder, makeRepository } from "./repository.ts";
import { DAY, HOUR, later, signCatalog } from "./world.ts";

/** A signed catalog of three packages; each test serves a copy of it. */
async function makePublication() {
  const repository = makeRepository();
  const files = catalogFiles(
    { entry: anEntry({ name: "jquery", keywords: ["dom"] }), releases: [aRelease("3.7.1")] },
    { entry: anEntry({ name: "less" }), releases: [aRelease("4.2.0")] },
    { entry: anEntry({ name: "jq", endpoint: "@jquery" }) },
  );
  repository.commit({ ...settingsFile(), ".gitignore": ".pak/\n", ...files });
  const { folder } = await signCatalog(repository.root);
  return { repository, folder };
}

function copyOf(folder: string): string {
  const copy = makeFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** Serves a folder and counts what is asked for. */
async function serve(folder: string) {
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  const asked: string[] = [];
  const fetcher: typeof fetch = (input, init) => {
    asked.push(String(input).slice(server.url.length));
    return fetch(input, init);
  };
  return { url: server.url, asked, fetcher };
}

const open = (url: string, options: Partial<CatalogOptions> = {}) =>
  new Catalog({ url, now: later(HOUR), ...options });
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "fine",
    error => error.code,
  );

test("a package is found and proved, an alias hop by hop", async () => {
  const { folder } = await makePublication();
  const { url } = await serve(folder);
  const found = await open(url).find("jq");
  expect(found.document.name).toBe("jq");
  expect(found.hops).toEqual(["jquery"]);
  expect(found.resolved.releases[0]?.version).toBe("3.7.1");
  expect(found.proof).toMatchObject({
    catalog: "test",
    head: 1,
    index: 1,
    root: 1,
    age: 3_600,
    isDevelopment: true,
    isStale: false,
  });
});

test("absence is proved, and no name of an object's own is there", async () => {
  const { folder } = await makePublication();
  const { url } = await serve(folder);
  expect(await codeOf(open(url).find("nothing"))).toBe("NOT_FOUND");
  expect(await codeOf(open(url).find("constructor"))).toBe("NOT_FOUND");
});

test("a warm lookup is one conditional request, a cold one at most four rounds", async () => {
  const { folder } = await makePublication();
  const { url, asked, fetcher } = await serve(folder);
  const store = openDiskStore(makeFolder(), url);
  await open(url, { store, fetch: fetcher }).find("jquery");
  expect(asked.filter(path => path.startsWith("api/"))).toHaveLength(1);
  asked.length = 0;
  await open(url, { store, fetch: fetcher }).find("jquery");
  expect(asked).toEqual(["trust/latest"]);
});

test("search answers with verified packages only", async () => {
  const { folder } = await makePublication();
  const { url } = await serve(folder);
  const { found } = await open(url).search("dom");
  expect(found.map(document => document.name)).toEqual(["jquery"]);
  expect((await open(url).search("nothing like it")).found).toEqual([]);
});

test.each([
  "null",
  "[]",
  '{"dom":5}',
  '{"dom":[["../../../etc/passwd"]]}',
  '{"dom":[["not-here"]]}',
  "no JSON",
])("a search index that says %s finds nothing", async text => {
  const copy = copyOf((await makePublication()).folder);
  writeFileSync(join(copy, "api/v1/search/tokens/do.json"), text);
  const { url } = await serve(copy);
  expect((await open(url).search("dom")).found).toEqual([]);
});

test("a whole publication is verified, and every byte counts", async () => {
  const { folder } = await makePublication();
  const { url } = await serve(folder);
  expect(await open(url).verify()).toMatchObject({ packages: 3, failures: [] });
  const copy = copyOf(folder);
  const file = join(copy, "api/v1/packages/less.json");
  writeFileSync(file, readFileSync(file, "utf8").replace("4.2.0", "4.2.1"));
  const tampered = await serve(copy);
  expect((await open(tampered.url).verify()).failures).toMatchObject([{ code: "ENTRY_DIGEST" }]);
});

/** Files that a lookup of jquery reads, and the code that a changed byte in each has to end in. */
const TAMPERED: readonly [RegExp, RegExp][] = [
  [/^trust\/latest$/, /^(?:LATEST_SYNTAX|HEAD_FETCH)$/],
  [/^trust\/root\/1\.json$/, /^(?:ROOT_|KEY_DIGEST)/],
  [/^trust\/root\/1\.json\..*\.asc$/, /^ROOT_SIGNATURE$/],
  [/^trust\/keys\//, /^KEY_DIGEST$/],
  [/^trust\/head\/1\.json$/, /^HEAD_SIGNATURE$/],
  [/^trust\/head\/1\.json\..*\.asc$/, /^HEAD_SIGNATURE$/],
  [/^trust\/index\/1\.json$/, /^INDEX_DIGEST$/],
  [/^trust\/index\/1\.json\..*\.asc$/, /^INDEX_SIGNATURE$/],
  [/^trust\/bins\//, /^BIN_DIGEST$/],
  [/^api\/v1\/packages\/jquery\.json$/, /^ENTRY_DIGEST$/],
];

test("a changed byte of any file that is read makes the client refuse", async () => {
  const { folder } = await makePublication();
  const copy = copyOf(folder);
  const { url } = await serve(copy);
  const files = readdirSync(copy, { recursive: true, withFileTypes: true })
    .filter(item => item.isFile())
    .map(item => relative(copy, join(item.parentPath, item.name)));
  for (const [pattern, code] of TAMPERED) {
    const file = files.find(path => pattern.test(path))!;
    const bytes = readFileSync(join(copy, file));
    // In armor, the blank line, line breaks and the checksum carry nothing: the signature's own bytes do.
    const offsets =
      file.endsWith(".asc") && !file.includes("/keys/")
        ? armorOffsets(bytes)
        : [0, bytes.length >> 1, bytes.length - 1];
    for (const offset of offsets) {
      const changed = Buffer.from(bytes);
      changed[offset] = changed[offset]! ^ 1;
      writeFileSync(join(copy, file), changed);
      const got = await codeOf(open(url).find("jquery"));
      // A line break after `latest` may be any: the version is what counts.
      if (file === "trust/latest" && offset > 0 && got === "fine") continue;
      expect(got, `${file} at ${offset}`).toMatch(code);
    }
    writeFileSync(join(copy, file), bytes);
  }
  expect(await codeOf(open(url).find("jquery"))).toBe("fine");
});

/** The armored characters, without the first packet headers that only name the key a second time. */
function armorOffsets(bytes: Buffer): number[] {
  const text = bytes.toString("latin1");
  const start = text.indexOf("\n\n") + 2;
  return [start + 1, start + 60, start + 100].map(offset => (text[offset] === "\n" ? offset + 1 : offset));
}

test("what leads back is refused, and the state before stays in use", async () => {
  const { repository, folder } = await makePublication();
  const old = copyOf(folder);
  repository.commit(
    catalogFiles({ entry: anEntry({ name: "less", description: "Newer" }), releases: [aRelease("4.2.0")] }),
  );
  const { folder: fresh } = await signCatalog(repository.root, { now: later(HOUR) });
  const place = copyOf(fresh);
  const { url } = await serve(place);
  const store = openMemoryStore();
  await open(url, { store, now: later(2 * HOUR) }).find("less");
  rmSync(place, { recursive: true });
  cpSync(old, place, { recursive: true });
  const { document, proof } = await open(url, { store, now: later(2 * HOUR) }).find("less");
  expect(document.entry.description).toBe("Newer");
  expect(proof).toMatchObject({ isStale: true, problem: expect.stringContaining("HEAD_ROLLBACK") });
  expect(await codeOf(open(url, { store, now: later(2 * HOUR) }).find("jquery"))).toBe("HEAD_ROLLBACK");
});

test("a frozen mirror is noticed when the head expires; then only --allow-stale goes on", async () => {
  const { folder } = await makePublication();
  const { url } = await serve(folder);
  const store = openMemoryStore();
  await open(url, { store }).find("less");
  expect(await codeOf(open(url, { store, now: later(8 * DAY) }).find("less"))).toBe("HEAD_EXPIRED");
  const { proof } = await open(url, { store, now: later(8 * DAY), allowStale: true }).find("less");
  expect(proof).toMatchObject({ isStale: true, age: 8 * 86_400 });
});

test("a mix of two publications is refused", async () => {
  const { repository, folder } = await makePublication();
  const old = copyOf(folder);
  repository.commit(
    catalogFiles({ entry: anEntry({ name: "less", description: "Newer" }), releases: [aRelease("4.2.0")] }),
  );
  const { folder: fresh } = await signCatalog(repository.root, { now: later(HOUR) });
  const mixed = copyOf(fresh);
  cpSync(join(old, "api"), join(mixed, "api"), { recursive: true });
  const { url } = await serve(mixed);
  expect(await codeOf(open(url, { now: later(2 * HOUR) }).find("less"))).toMatch(/^ENTRY_(?:DIGEST|LENGTH)$/);
  expect(await codeOf(open(url, { now: later(2 * HOUR) }).find("jquery"))).toBe("fine");
});

test("the next mirror is asked when one lies or is gone", async () => {
  const { folder } = await makePublication();
  const good = await serve(folder);
  const copy = copyOf(folder);
  writeFileSync(join(copy, "api/v1/packages/less.json"), "{}");
  const bad = await serve(copy);
  const { proof } = await open(bad.url, { mirrors: [good.url] }).find("less");
  expect(proof).toMatchObject({ url: good.url, isStale: false });
  expect((await open("http://127.0.0.1:9/", { mirrors: [good.url] }).find("less")).proof.url).toBe(good.url);
  expect(await codeOf(open("http://127.0.0.1:9/").find("less"))).toBe("NETWORK");
});

test("offline answers from what was verified, and says so", async () => {
  const { folder } = await makePublication();
  const { url, asked, fetcher } = await serve(folder);
  const store = openMemoryStore();
  expect(await codeOf(open(url, { store, offline: true }).find("less"))).toBe("STALE");
  await open(url, { store }).find("less");
  const { proof } = await open(url, { store, offline: true, fetch: fetcher, now: later(2 * DAY) }).find(
    "less",
  );
  expect([proof.isStale, proof.age, asked]).toEqual([true, 2 * 86_400, []]);
});

test("a pinned root key keeps another catalog out", async () => {
  const { folder } = await makePublication();
  const { url } = await serve(folder);
  expect(await codeOf(open(url, { rootFingerprint: "F".repeat(40) }).find("less"))).toBe("ROOT_UNPINNED");
  const { signedBy } = (await open(url).find("less")).proof;
  expect(await codeOf(open(url, { rootFingerprint: signedBy[0]! }).find("less"))).toBe("fine");
});

/** A server that answers as it is told; gone with the test. */
async function serveBy(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(answer);
  const port = await listen(server);
  return `http://127.0.0.1:${port}/`;
}

test.each(["trust/root/1.json", "trust/head/1.json", "trust/index/1.json", "api/v1/packages/less.json"])(
  "an endless %s is cut off",
  async path => {
    const { folder } = await makePublication();
    const url = await serveBy((request, response) => {
      if (request.url !== `/${path}`) {
        try {
          response.end(readFileSync(join(folder, request.url!)));
        } catch {
          response.writeHead(404).end();
        }
        return;
      }
      const pour = () => {
        while (!response.destroyed && response.write(" ".repeat(65_536)));
      };
      response.on("drain", pour);
      pour();
    });
    expect(await codeOf(open(url).find("less"))).toMatch(/_(?:TOO_LARGE|LENGTH)$/);
  },
);

test("a server that stalls, or drips, is given up", async () => {
  const stalled = await serveBy(() => undefined);
  const codes = { tooLarge: "HEAD_TOO_LARGE", failed: "HEAD_FETCH" } as const;
  expect(await codeOf(openMirror(stalled, fetch, 100).fetch("x", 10, codes))).toBe("NETWORK");
  const dripping = await serveBy((_, response) => {
    const drip = setInterval(() => response.write("x"), 20);
    response.on("close", () => clearInterval(drip));
  });
  expect(await codeOf(openMirror(dripping, fetch, 150).fetch("x", 10_000, codes))).toBe("NETWORK");
});

test("an error of the server is no absence, and a redirect leads nowhere", async () => {
  expect(
    await codeOf(open(await serveBy((_, response) => response.writeHead(500).end())).find("less")),
  ).toMatch(/_FETCH$/);
  const redirecting = await serveBy((_, response) =>
    response.writeHead(302, { Location: "https://evil.example/" }).end(),
  );
  expect(await codeOf(open(redirecting).find("less"))).toMatch(/_FETCH$/);
});

/** bootstrap needs popper, `boot` is another name of it; old wants another popper, gone was withdrawn. */
async function serveTree() {
  const repository = makeRepository();
  const files = catalogFiles(
    {
      entry: anEntry({ name: "bootstrap", keywords: ["css"] }),
      releases: [
        aRelease("5.3.8", { dependencies: { popper: "^2.9.2" } }),
        aRelease("4.0.0", { dependencies: { popper: "^1.0.0" } }),
      ],
      override: {
        "@npm/bootstrap": { "*": { "+keywords": ["ui"], export: { from: "dist/**", trim: 1 } } },
      },
    },
    { entry: anEntry({ name: "boot", endpoint: "@bootstrap" }) },
    {
      entry: anEntry({ name: "old" }),
      releases: [aRelease("1.0.0", { dependencies: { popper: "^1.0.0" } })],
    },
    { entry: anEntry({ name: "popper" }), releases: [aRelease("2.11.8"), aRelease("1.16.1")] },
    {
      entry: anEntry({ name: "gone", retracted: { date: "2026-11-01", reason: "unsafe" } }),
      releases: [aRelease("1.0.0")],
    },
  );
  repository.commit({ ...settingsFile(), ".gitignore": ".pak/\n", ...files });
  return serve((await signCatalog(repository.root)).folder);
}

describe("resolve", () => {
  test("chooses the newest of a tree that everybody accepts, each asked for once", async () => {
    const { url, asked, fetcher } = await serveTree();
    const { packages, aliases, leftOut, proof } = await open(url, { fetch: fetcher }).resolve({
      bootstrap: "^5.0.0",
      popper: "*",
    });
    expect(packages).toMatchObject([
      {
        name: "bootstrap",
        release: { version: "5.3.8" },
        dependencies: { popper: "^2.9.2" },
        askedBy: ["application"],
      },
      {
        name: "popper",
        release: { version: "2.11.8" },
        dependencies: {},
        askedBy: ["application", { name: "bootstrap", version: "5.3.8" }],
      },
    ]);
    expect([aliases, leftOut, proof.isStale]).toEqual([{}, [], false]);
    expect(asked.filter(path => path.startsWith("api/")).sort()).toEqual([
      "api/v1/packages/bootstrap.json",
      "api/v1/packages/popper.json",
    ]);
  });

  test("takes an older one for the sake of another, and follows an alias", async () => {
    const { url } = await serveTree();
    const { packages, aliases } = await open(url).resolve({ boot: "*", old: "*" });
    expect(packages.map(({ name, release }) => `${name} ${release.version}`)).toEqual([
      "bootstrap 4.0.0",
      "old 1.0.0",
      "popper 1.16.1",
    ]);
    expect(aliases).toEqual({ boot: "bootstrap" });
  });

  test("tells who can't agree; that is the catalog's answer, so no mirror is asked again", async () => {
    const { url, asked, fetcher } = await serveTree();
    const other = await serveTree();
    const catalog = open(url, { fetch: fetcher, mirrors: [other.url] });
    await expect(catalog.resolve({ bootstrap: "^5.0.0", old: "*" })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(/(?=.*bootstrap 5\.3\.8)(?=.*old 1\.0\.0)(?=.*popper)/),
    });
    expect(asked.filter(path => path === "trust/latest" || path.endsWith("/popper.json"))).toEqual([
      "trust/latest",
      "api/v1/packages/popper.json",
    ]);
  });

  test("refuses what was withdrawn, and what is not there", async () => {
    const { url } = await serveTree();
    await expect(open(url).resolve({ gone: "*" })).rejects.toMatchObject({
      code: "RETRACTED",
      message: expect.stringContaining("unsafe"),
    });
    expect(await codeOf(open(url).resolve({ nothing: "*" }))).toBe("NOT_FOUND");
  });

  test("offline chooses from what was verified", async () => {
    const { url, asked, fetcher } = await serveTree();
    const store = openMemoryStore();
    await open(url, { store }).resolve({ bootstrap: "*" });
    const offline = open(url, { store, offline: true, fetch: fetcher });
    const { packages, proof } = await offline.resolve({ bootstrap: "*" });
    expect(packages.map(({ name }) => name)).toEqual(["bootstrap", "popper"]);
    expect([proof.isStale, asked]).toEqual([true, []]);
    expect(await codeOf(offline.resolve({ old: "*" }))).toBe("ENTRY_FETCH");
  });
});

describe("blend", () => {
  test("gives the manifest as the catalog corrects it, an alias followed", async () => {
    const { url } = await serveTree();
    const { manifest, release, proof } = await open(url).blend("boot");
    expect(manifest).toMatchObject({
      name: "bootstrap",
      version: "5.3.8",
      keywords: ["css", "ui"],
      dependencies: { popper: "^2.9.2" },
      export: { from: "dist/**", trim: 1 },
    });
    expect([release.version, proof.head]).toEqual(["5.3.8", 1]);
    expect((await open(url).blend("bootstrap", "4.0.0")).manifest.dependencies).toEqual({ popper: "^1.0.0" });
  });

  test("applies changes of one's own in their order, with prefixes", async () => {
    const { url } = await serveTree();
    const { manifest } = await open(url).blend("bootstrap", "5.3.8", [
      { "-keywords": ["css"], "=dependencies": {}, "?license": "MIT" },
      { "+keywords": ["own"], "?license": "ISC", description: "Mine" },
    ]);
    expect(manifest).toMatchObject({
      keywords: ["ui", "own"],
      dependencies: {},
      license: "MIT",
      description: "Mine",
    });
  });

  test("has nothing for a version that is not recorded, online and off", async () => {
    const { url } = await serveTree();
    const store = openMemoryStore();
    expect(await codeOf(open(url, { store }).blend("bootstrap", "9.9.9"))).toBe("NOT_FOUND");
    const offline = open(url, { store, offline: true });
    expect((await offline.blend("bootstrap")).release.version).toBe("5.3.8");
  });
});
