import { expect, test } from "vitest";
import { renderHeader, renderPax } from "../../test/kinds/archive.ts";
import { openRawHeaders } from "./raw-headers.ts";

function readAll(bytes: Uint8Array, step = bytes.length) {
  const headers = openRawHeaders();
  for (let at = 0; at < bytes.length; at += step) headers.read(bytes.subarray(at, at + step));
  return Array.from({ length: 9 }, () => headers.next()).filter(header => header !== undefined);
}

test.each([1, 100, 512, 513, 9_999])("pieces of %i bytes give the same headers", step => {
  const tar = Buffer.concat([
    renderPax({ comment: "x".repeat(600) }, "g"),
    renderHeader({ path: "d/", type: "dir" }),
    renderPax({ path: "long" }),
    renderHeader({ path: "a", type: "file", size: 700 }),
    Buffer.alloc(1024, "1"),
    renderHeader({ path: "l", type: "symlink" }),
    renderHeader({ path: "s", type: "S" }),
    renderHeader({ path: "b", type: "\0", size: 0 }),
    Buffer.alloc(2048),
  ]);
  expect(readAll(tar, step)).toEqual([
    { type: "directory", size: 0 },
    { type: "file", size: 700 },
    { type: "link", size: 0 },
    { type: "other", size: 0 },
    { type: "file", size: 0 },
  ]);
});

test.each([-1, -(2 ** 40), 2 ** 60, 1e28, "12x", "0x10", "1 2", "-1", null])("%j is no size", size => {
  const header = renderHeader({ path: "a", type: "file", size });
  expect(() => readAll(header)).toThrow(expect.objectContaining({ code: "ARCHIVE_SIZE" }));
});

test("a size beyond octal digits is read, and judged elsewhere", () => {
  expect(readAll(renderHeader({ path: "a", type: "file", size: 2 ** 40 }))).toEqual([
    { type: "file", size: 2 ** 40 },
  ]);
});

test("headers without end are refused", () => {
  const headers = openRawHeaders();
  const zeros = new Uint8Array(1_048_576);
  const readOn = () => {
    for (let at = 0; at < 100; at += 1) headers.read(zeros);
  };
  expect(readOn).toThrow(expect.objectContaining({ code: "ARCHIVE_TOO_LARGE" }));
});
