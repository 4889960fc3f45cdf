import { expect, onTestFinished, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { startServer } from "../site/static-server.ts";
import { openMirror } from "./mirror.ts";

const CODES = { tooLarge: "HEAD_TOO_LARGE", failed: "HEAD_FETCH" } as const;

async function serve(files: Record<string, string>) {
  const folder = makeFolder();
  writeFiles(folder, files);
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  return { server, mirror: openMirror(server.url.slice(0, -1), fetch) };
}

test("a file comes with its tag, and is sent again only when it changed", async () => {
  const { server, mirror } = await serve({ "trust/latest": "7\n" });
  const { status, bytes, etag } = await mirror.fetch("trust/latest", 20, CODES);
  expect([mirror.url, status, Buffer.from(bytes).toString()]).toEqual([server.url, 200, "7\n"]);
  expect(await mirror.fetch("trust/latest", 20, CODES, etag)).toEqual({
    status: 304,
    bytes: new Uint8Array(),
    etag,
  });
  expect(await mirror.fetch("trust/latest", 20, CODES, '"other"')).toMatchObject({ status: 200, etag });
});

test("a file may have as many bytes as the limit, and not one more, packed or not", async () => {
  const { mirror } = await serve({ "trust/small": "12345", "trust/packed": "x".repeat(100_000) });
  expect((await mirror.fetch("trust/small", 5, CODES)).bytes).toHaveLength(5);
  await expect(mirror.fetch("trust/small", 4, CODES)).rejects.toMatchObject({ code: "HEAD_TOO_LARGE" });
  expect((await mirror.fetch("trust/packed", 100_000, CODES)).bytes).toHaveLength(100_000);
  await expect(mirror.fetch("trust/packed", 99_999, CODES)).rejects.toMatchObject({ code: "HEAD_TOO_LARGE" });
});

test("what is missing is an answer, what leads elsewhere is none, and silence is the network's", async () => {
  const { server, mirror } = await serve({ "trust/folder/file": "" });
  expect(await mirror.fetch("trust/none", 20, CODES)).toMatchObject({ status: 404 });
  await expect(mirror.fetch("trust/folder", 20, CODES)).rejects.toMatchObject({
    code: "HEAD_FETCH",
    message: `${server.url}trust/folder answered 301`,
  });
  await server.close();
  await expect(mirror.fetch("trust/latest", 20, CODES)).rejects.toMatchObject({
    code: "NETWORK",
    fix: expect.stringContaining("another mirror"),
  });
});
