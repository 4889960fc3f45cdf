import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startPak } from "./pak.ts";
import { makeFolder } from "./repository.ts";
import { startUpstream } from "./upstream.ts";

test("an empty folder gets a package, its dependency, their exports and a lock file, once", async () => {
  const upstream = await startUpstream({
    bootstrap: {
      versions: {
        "5.3.8": { files: { "dist/css/a.css": "a{}", "src/x": "x", "package.json": '{"author":"A"}' } },
      },
      override: {
        "@npm/bootstrap": {
          ">=5.0.0": {
            dependencies: { popper: "^2.9.2" },
            files: ["dist/**"],
            export: { from: "dist/**", trim: 1 },
          },
        },
      },
    },
    popper: { versions: { "2.11.8": {}, "1.0.0": {} } },
  });
  const app = makeFolder();
  const first = await startPak(app, ["install", "bootstrap"], upstream.environment);
  expect(first).toMatchObject({ status: 0, stderr: "" });
  expect(first.stdout).toBe("+ popper 2.11.8\n+ bootstrap 5.3.8\n2 packages installed\n");
  const read = (path: string) => readFileSync(join(app, path), "utf8");
  expect(JSON.parse(read("pak.json"))).toMatchObject({ import: true, dependencies: { bootstrap: "^5.3.8" } });
  expect(JSON.parse(read("paks/bootstrap/pak.json"))).toMatchObject({
    author: "A",
    dependencies: { popper: "^2.9.2" },
  });
  expect([read("lib/bootstrap/css/a.css"), read("lib/popper/popper.js")]).toEqual([
    "a{}",
    "// popper 2.11.8\n",
  ]);
  expect(existsSync(join(app, "paks/bootstrap/src"))).toBe(false);
  await upstream.close();
  const lock = read("pak-lock.json");
  const again = await startPak(app, ["install"], upstream.environment);
  expect(again).toEqual({ status: 0, stderr: "", stdout: "2 packages here already\n" });
  expect([read("pak-lock.json"), readdirSync(app).sort()]).toEqual([
    lock,
    ["lib", "pak-lock.json", "pak.json", "paks"],
  ]);
});
