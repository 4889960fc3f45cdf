import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { withBuildFolder } from "./build-folder.ts";

const makePlace = () => join(makeFolder(), "foo/1.0.0");
const write = (text: string) => async (folder: string) => writeFileSync(join(folder, "build.json"), text);

test("a folder takes the place of the one before as a whole, and nothing else is left", async () => {
  const place = makePlace();
  await withBuildFolder(place, async folder => {
    await write("first")(folder);
    writeFileSync(join(folder, "foo-1.0.0.tar.gz"), "");
    expect(readdirSync(dirname(place))).not.toContain("1.0.0");
  });
  await withBuildFolder(place, async folder => {
    expect(readFileSync(join(place, "build.json"), "utf8")).toBe("first");
    await write("second")(folder);
  });
  expect(readdirSync(place)).toEqual(["build.json"]);
  expect(readdirSync(dirname(place))).toEqual(["1.0.0"]);
});

test("what fails changes nothing; what a killed run left goes", async () => {
  const place = makePlace();
  await withBuildFolder(place, write("first"));
  writeFiles(dirname(place), { ".1.0.0.999999999.1.tmp/x": "x", ".1.0.0-rc.1.9.1.tmp/x": "x" });
  await expect(withBuildFolder(place, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(readFileSync(join(place, "build.json"), "utf8")).toBe("first");
  expect(readdirSync(dirname(place)).sort()).toEqual([".1.0.0-rc.1.9.1.tmp", "1.0.0"]);
});

test("one run at a time builds a version, and nothing of a person's is replaced", async () => {
  const place = makePlace();
  await withBuildFolder(place, async folder => {
    await write("first")(folder);
    await expect(withBuildFolder(place, write("other"))).rejects.toMatchObject({ code: "WRITE" });
  });
  const own = makePlace();
  writeFiles(own, { "thesis.tex": "" });
  await expect(withBuildFolder(own, write("x"))).rejects.toMatchObject({
    code: "WRITE",
    fix: expect.stringContaining("--out"),
  });
});
