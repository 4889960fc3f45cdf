import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { listNpmComponents, MOST_COMPONENTS } from "./components.ts";

const INTEGRITY = `sha512-${"A".repeat(86)}==`;
const COMMIT = "1".repeat(40);

const list = (packages: JsonObject) => listNpmComponents({ lockfileVersion: 3, packages });
const purlsOf = (packages: JsonObject) => list(packages).components.map(({ purl }) => purl);

describe("listNpmComponents", () => {
  test("tells name, version, digest and licence, each version once", () => {
    const b = { version: "2.0.0", integrity: `sha1-abc= ${INTEGRITY}`, license: "MIT" };
    const { components, findings } = list({
      "": { name: "app", version: "1.0.0" },
      "node_modules/b": b,
      "node_modules/@s/a/node_modules/b": b,
      "node_modules/@s/a": { version: "1.0.0-rc.1+x", optional: true },
    });
    expect(findings).toEqual([]);
    expect(components).toEqual([
      { name: "@s/a", version: "1.0.0-rc.1+x", purl: "pkg:npm/%40s/a@1.0.0-rc.1%2Bx", isOptional: true },
      { name: "b", version: "2.0.0", purl: "pkg:npm/b@2.0.0", sha512: "00".repeat(64), license: "MIT" },
    ]);
  });

  test("leaves out what only development needs, links, workspaces and what nobody asked for", () => {
    const version = "1.0.0";
    const packages = {
      "": { version },
      "packages/own": { version },
      "node_modules/own": { resolved: "packages/own", link: true },
      "node_modules/dev": { version, dev: true },
      "node_modules/left": { version, extraneous: true },
      "node_modules/peer": { version, peer: true },
      "packages/own/node_modules/dep": { version },
    };
    expect(purlsOf(packages)).toEqual(["pkg:npm/dep@1.0.0", "pkg:npm/peer@1.0.0"]);
  });

  test("an alias has its own name, and a repository is told", () => {
    const resolved = `git+ssh://git@github.com/a/b.git#${COMMIT}`;
    const packages = {
      "node_modules/alias": { name: "real", version: "1.0.0" },
      "node_modules/b": { version: "1.0.0", resolved },
      "node_modules/c": { version: "1.0.0", resolved: `git+https://me:secret@host.example/c.git#${COMMIT}` },
    };
    expect(purlsOf(packages)).toEqual([
      `pkg:npm/b@1.0.0?vcs_url=git%2Bssh://git%40github.com/a/b.git%40${COMMIT}`,
      "pkg:npm/c@1.0.0",
      "pkg:npm/real@1.0.0",
    ]);
  });

  test.each<[string, JsonObject, string]>([
    ["no version", {}, "a"],
    ["a version that is none", { version: "1.0.0\n" }, "a"],
    ["a version that is a list", { version: ["1.0.0"] }, "a"],
    ["a name with a way up", { version: "1.0.0", name: "../x" }, "a"],
    ["a name with a query", { version: "1.0.0", name: "a?b=c" }, "a"],
    ["no name", { version: "1.0.0" }, ""],
    ["a name too long", { version: "1.0.0" }, "a".repeat(215)],
  ])("finds %s", (_, value, name) => {
    const path = `node_modules/${name}`;
    const { components, findings } = list({ [path]: value, "node_modules/ok": { version: "1.0.0" } });
    expect(components.map(one => one.name)).toEqual(["ok"]);
    expect(findings).toMatchObject([{ code: "BUILD_SBOM", pointer: ["packages", path] }]);
  });

  test("what is no package is found, what is no licence is not told", () => {
    expect(list({ "node_modules/a": null }).findings).toHaveLength(1);
    const license = "MIT\u202e";
    expect(list({ "node_modules/a": { version: "1.0.0", license } }).components[0]).not.toHaveProperty(
      "license",
    );
    const reserved = JSON.parse('{"node_modules/__proto__":{"version":"1.0.0"}}');
    expect(list(reserved).findings).toHaveLength(1);
  });

  test("refuses another form, and more than it would ever list", () => {
    const old = { lockfileVersion: 1, dependencies: {} };
    expect(listNpmComponents(old).findings[0]?.fix).toBe("write it anew: npm install --package-lock-only");
    expect(listNpmComponents({ lockfileVersion: 3, packages: [] }).findings).toHaveLength(1);
    const many = Array.from({ length: MOST_COMPONENTS + 1 }, (_, at) => [
      `node_modules/p${at}`,
      { version: "1.0.0" },
    ]);
    expect(list(Object.fromEntries(many))).toMatchObject({ components: [], findings: [{}] });
  });

  test("reads a lock file that npm wrote", () => {
    const file = join(import.meta.dirname, "../../../package-lock.json");
    const { components, findings } = listNpmComponents(JSON.parse(readFileSync(file, "utf8")));
    expect(findings).toEqual([]);
    const names = components.map(({ name }) => name);
    expect(names).toContain("semver");
    expect(names).not.toContain("vitest");
    expect(components.every(({ sha512 }) => sha512?.length === 128)).toBe(true);
  });
});
