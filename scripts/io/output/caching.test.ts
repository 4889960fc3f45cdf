import { expect, test } from "vitest";
import { finding } from "../../model/finding.ts";
import { buildCaching, renderCaching } from "./caching.ts";

test("cached packages are told with their folders, bytes and warnings", () => {
  const file = (path: string, size: number) => ({ path, size, sha256: "", isExecutable: false });
  const pin = { integrity: "" };
  const selection = { name: "a", version: "1.0.0", catalog: "test", endpoint: "@npm:a", pin, layers: [] };
  const warning = finding("FILES_NONE", "no file", { severity: "warning", file: "pak.json" });
  const cached = {
    folder: "/paks/a",
    key: "0",
    pin,
    manifest: {},
    own: {},
    files: [file("a.js", 3), file("pak.json", 4)],
    warnings: [warning],
  };
  const told = buildCaching({ aliases: { b: "a" }, leftOut: [], notices: [] }, [{ selection, cached }]);
  const { name, version, catalog, endpoint } = selection;
  expect(told).toMatchObject({
    cached: [{ name, version, catalog, endpoint, folder: "/paks/a", files: 2, size: 7 }],
    findings: [{ ...warning, file: "a/pak.json" }],
    aliases: { b: "a" },
  });
  expect(renderCaching(told)).toEqual({
    result: ["a 1.0.0  /paks/a"],
    notes: ["b → a", "a/pak.json warning FILES_NONE no file"],
  });
});
