import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { startServer } from "./static-server.ts";

async function serve(folder: string): Promise<string> {
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  return server.url;
}

/** A request whose path is sent as it is, dots and all. */
function fetchRaw(url: string, path: string): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((done, failed) =>
    request({ hostname, port, path }, answer => done(answer.statusCode ?? 0))
      .on("error", failed)
      .end(),
  );
}

test("content types, ETags, conditional requests and methods are those of a static host", async () => {
  const folder = makeFolder();
  writeFiles(folder, {
    "index.html": "<p>home",
    "api/x.json": "{}",
    "trust/latest": "1\n",
    "package/animate.css/index.html": "page",
    "packages/libuv": "{}",
    "npm/@own/x/index.html": "{}",
    "404.html": "lost",
  });
  const url = await serve(folder);
  const typeOf = async (path: string) => (await fetch(url + path)).headers.get("content-type");
  expect(await typeOf("")).toBe("text/html; charset=utf-8");
  expect(await typeOf("api/x.json")).toBe("application/json; charset=utf-8");
  expect(await typeOf("trust/latest")).toBe("application/octet-stream");
  expect(await typeOf("package/animate.css/")).toBe("text/html; charset=utf-8");
  expect(await typeOf("packages/libuv")).toBe("application/octet-stream");
  expect(await typeOf("npm/@own%2fx")).toBe("text/html; charset=utf-8");
  const first = await fetch(`${url}api/x.json`);
  const again = await fetch(`${url}api/x.json`, { headers: { "If-None-Match": first.headers.get("etag")! } });
  expect([first.status, again.status, await again.text()]).toEqual([200, 304, ""]);
  expect((await fetch(url, { method: "POST" })).status).toBe(405);
  const head = await fetch(`${url}api/x.json`, { method: "HEAD" });
  expect([head.headers.get("content-length"), await head.text()]).toEqual(["2", ""]);
});

test("a folder redirects to its slash, what is missing is 404 in the asker's language", async () => {
  const folder = makeFolder();
  writeFiles(folder, { "a/index.html": "a", "404.html": "<p>lost" });
  const url = await serve(folder);
  expect((await fetch(`${url}a`, { redirect: "manual" })).headers.get("location")).toBe("/a/");
  const page = await fetch(`${url}none`);
  expect([page.status, await page.text()]).toEqual([404, "<p>lost"]);
  const file = await fetch(`${url}api/v1/none.json`);
  expect([file.status, await file.text()]).toEqual([404, "404 no such file\n"]);
});

test("nothing outside the folder is served, by dots or by links", async () => {
  const outside = makeFolder();
  writeFiles(outside, { secret: "x" });
  const folder = makeFolder();
  writeFiles(folder, { "a/file": "x" });
  symlinkSync(join(outside, "secret"), join(folder, "link"));
  const url = await serve(folder);
  for (const path of [
    "/../secret",
    "/a/../../secret",
    "/%2e%2e/secret",
    "/a/..%2f..%2fsecret",
    "/link",
    "/%00",
    "/%zz",
  ]) {
    expect(await fetchRaw(url, path), path).toBe(404);
  }
});

test("a folder that is a link can be switched while the server runs", async () => {
  const place = makeFolder();
  for (const name of ["one", "two"]) {
    mkdirSync(join(place, name));
    writeFiles(place, { [`${name}/x.txt`]: name });
  }
  symlinkSync("one", join(place, "current"));
  const url = await serve(join(place, "current"));
  expect(await (await fetch(`${url}x.txt`)).text()).toBe("one");
  rmSync(join(place, "current"));
  symlinkSync("two", join(place, "current"));
  expect(await (await fetch(`${url}x.txt`)).text()).toBe("two");
});

test("large texts are compressed for who asks, and a taken port is named", async () => {
  const folder = makeFolder();
  writeFiles(folder, { "x.json": JSON.stringify(Array(2_000).fill("text")) });
  const url = await serve(folder);
  expect((await fetch(`${url}x.json`)).headers.get("content-encoding")).toBe("gzip");
  expect(
    (await fetch(`${url}x.json`, { headers: { "Accept-Encoding": "identity" } })).headers.get(
      "content-encoding",
    ),
  ).toBeNull();
  await expect(startServer({ folder, port: Number(new URL(url).port) })).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringMatching(/is taken$/),
    fix: expect.stringContaining("--port 0"),
  });
});
