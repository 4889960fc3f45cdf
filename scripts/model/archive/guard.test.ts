import fc from "fast-check";
import { expect, test } from "vitest";
import { PakError } from "../../errors.ts";
import { ARCHIVE_LIMITS, type ArchiveMember, openArchiveGuard } from "./guard.ts";

const file = (path: string, more: Partial<ArchiveMember> = {}): ArchiveMember => ({
  path,
  type: "file",
  size: 1,
  ...more,
});
const folder = (path: string): ArchiveMember => ({ path, type: "directory", size: 0 });

/** The paths to write, or the code of the refusal. */
function judge(members: readonly ArchiveMember[], options: { strip?: number; compressed?: number } = {}) {
  try {
    const guard = openArchiveGuard({ strip: 0, ...options });
    const paths = members.map(member => guard.admit(member));
    guard.finish();
    return paths;
  } catch (error) {
    if (error instanceof PakError) return error.code;
    throw error;
  }
}

test("stripping cuts leading segments, and what has no more vanishes", () => {
  const members = [folder("p/"), file("top"), folder("p/a/"), file("p/a/b"), folder("p/a")];
  expect(judge(members, { strip: 1 })).toEqual([undefined, undefined, "a", "a/b", "a"]);
  expect(judge(members)).toEqual(["p", "top", "p/a", "p/a/b", "p/a"]);
});

test("what vanishes must be harmless all the same", () => {
  expect(judge([folder("../")], { strip: 1 })).toBe("ARCHIVE_TRAVERSAL");
  expect(judge([file("p/../../x")], { strip: 2 })).toBe("ARCHIVE_TRAVERSAL");
  expect(judge([file("p", { type: "link" })], { strip: 1 })).toBe("ARCHIVE_LINK");
});

test.each<[string, ArchiveMember[]]>([
  ["ARCHIVE_LINK", [file("a", { type: "link" })]],
  ["ARCHIVE_TYPE", [file("a", { type: "other" })]],
  ["ARCHIVE_MODE", [file("a", { mode: 0o4755 })]],
  ["ARCHIVE_MODE", [file("a", { mode: 0o2755 })]],
  ["ARCHIVE_MODE", [{ ...folder("a"), mode: 0o1777 }]],
  ["ARCHIVE_SIZE", [file("a", { size: -1 })]],
  ["ARCHIVE_SIZE", [file("a", { size: Number.NaN })]],
  ["ARCHIVE_SIZE", [file("a", { size: 0.5 })]],
  ["ARCHIVE_SIZE", [file("a", { size: 2 ** 60 })]],
  ["ARCHIVE_SIZE", [{ ...folder("a"), size: 512 }]],
  ["ARCHIVE_DUPLICATE", [file("a"), file("a")]],
  ["ARCHIVE_DUPLICATE", [file("a"), file("A")]],
  ["ARCHIVE_DUPLICATE", [file("\u00e9"), file("e\u0301")]],
  ["ARCHIVE_DUPLICATE", [file("a/x"), file("A/y")]],
  ["ARCHIVE_DUPLICATE", [folder("a"), folder("A/")]],
  ["ARCHIVE_DUPLICATE", [file("a"), file("a/b")]],
  ["ARCHIVE_DUPLICATE", [file("a/b"), file("a")]],
  ["ARCHIVE_DUPLICATE", [folder("a/"), file("a")]],
  ["ARCHIVE_DUPLICATE", [file("a"), folder("a/")]],
  ["ARCHIVE_PATH_CHARS", [file("e\u0301")]],
  ["ARCHIVE_EMPTY", []],
  ["ARCHIVE_EMPTY", [folder("a")]],
])("%s", (code, members) => {
  expect(judge(members)).toBe(code);
});

test("two top folders may not fill each other's gaps", () => {
  expect(judge([file("a/x"), file("b/x")], { strip: 1 })).toBe("ARCHIVE_DUPLICATE");
  expect(judge([file("a/x")], { strip: 2 })).toBe("ARCHIVE_EMPTY");
});

test("each limit holds to the byte", () => {
  const { compressed, ratio, members, total } = ARCHIVE_LIMITS;
  const big = (path: string) => file(path, { size: ARCHIVE_LIMITS.file });
  const many = (count: number) => Array.from({ length: count }, (_, at) => file(`f${at}`));
  expect(judge([big("a")])).toEqual(["a"]);
  expect(judge([file("a", { size: ARCHIVE_LIMITS.file + 1 })])).toBe("ARCHIVE_TOO_LARGE");
  const full = Array.from({ length: total / ARCHIVE_LIMITS.file }, (_, at) => big(`f${at}`));
  expect(judge(full)).toHaveLength(full.length);
  expect(judge([...full, file("x")])).toBe("ARCHIVE_TOO_LARGE");
  expect(judge([file("a")], { compressed })).toEqual(["a"]);
  expect(judge([file("a")], { compressed: compressed + 1 })).toBe("ARCHIVE_TOO_LARGE");
  expect(judge([file("a", { size: ratio * 10 })], { compressed: 10 })).toEqual(["a"]);
  expect(judge([file("a", { size: ratio * 10 }), file("b")], { compressed: 10 })).toBe("ARCHIVE_RATIO");
  expect(judge(many(members))).toHaveLength(members);
  expect(judge(many(members + 1))).toBe("ARCHIVE_TOO_MANY");
  const deep = Array.from({ length: 2_000 }, (_, at) => file(`${at}${"/d".repeat(20)}/f`));
  expect(judge(deep)).toBe("ARCHIVE_TOO_MANY");
});

test("an accepted path stays below the folder, whatever the segments are", () => {
  const segment = fc.oneof(
    fc.constantFrom("..", ".", "", "a", "A", ".git", "con", "C:", "\\", "a ", "e\u0301", "\u202e", "\0"),
    fc.string({ unit: "grapheme", maxLength: 5 }),
  );
  const members = fc.array(
    fc.array(segment, { maxLength: 5 }).map(names => names.join("/")),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(members, fc.nat(2), (paths, strip) => {
      const judged = judge(
        paths.map(path => file(path)),
        { strip },
      );
      if (typeof judged === "string") return;
      const written = judged.filter(path => path !== undefined);
      expect(new Set(written.map(path => path.toLowerCase())).size).toBe(written.length);
      for (const path of written) {
        const { pathname } = new URL(encodeURI(path).replace(/[?#]/g, encodeURIComponent), "file:///inside/");
        expect(pathname).toMatch(/^\/inside\/./);
        expect(path).not.toMatch(/(?:^|\/)\.{0,2}(?:\/|$)|[\\\0\r\n]/);
      }
    }),
    { numRuns: 2_000 },
  );
});
