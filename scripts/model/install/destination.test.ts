import { expect, test } from "vitest";
import { findObstacle, isToolFile } from "./destination.ts";

test.each([
  "lib/jquery/jquery.js",
  "lib/Größe/日本 1.css",
  "contents/.htaccess",
  "index.html",
  "lib/package.json",
  "lib/paks/x.js",
  "paksy/x.js",
  "lib/console.js",
  "lib/.gitignore",
])("%s is free", path => {
  expect(findObstacle(path, "paks")).toBeUndefined();
});

test.each([
  [
    "every system",
    ["", "/x", "x/", "x//y", ".", "..", "x/../y", "../x", "C:/x", "x\\y", "x\0y", "x\ny", "lib/x."],
  ],
  [
    "every system",
    [
      "lib/.git/config",
      "lib/.GIT",
      "lib/git~1/config",
      "lib/.g\u200cit/x",
      "lib/.git./x",
      "lib/.git::$INDEX",
    ],
  ],
  [
    "every system",
    [
      "con",
      "lib/AUX.js",
      "lib/com1 .x",
      "lib/lpt².x",
      "lib/CONIN$",
      "lib/x ",
      "lib/a:b",
      "lib/a?b",
      "lib/\ud800",
    ],
  ],
  ["begins with a dot", [".npmrc", ".github/workflows/x.yml", ".vscode/tasks.json", "...x"]],
  [
    "what to run",
    ["pak.json", "PAK.JSON", "pa\u212a.json", "pak-lock.json", "pakrc", "package.json", "package.json/x"],
  ],
  [
    "what to run",
    [
      "package-lock.json",
      "npm-shrinkwrap.json",
      "yarn.lock",
      "pnpm-lock.yaml",
      "pnpm-workspace.yaml",
      "bun.lockb",
    ],
  ],
  [
    "what to run",
    [
      "tsconfig.json",
      "tſconfig.json",
      "vite.config.js",
      "Makefile",
      "Gruntfile.js",
      "CMakeLists.txt",
      "composer.lock",
    ],
  ],
  ["packages are installed", ["paks", "paks/x", "PAKS/x.js", "node_modules/x/y.js", "lib/Node_Modules/x.js"]],
])("%s: %j", (why, paths) => {
  for (const path of paths)
    expect([path, findObstacle(path, "paks")]).toEqual([path, expect.stringContaining(why)]);
});

test("packages are installed wherever the application says", () => {
  expect(findObstacle("vendor/paks/x.js", "vendor/paks")).toBeDefined();
  expect(findObstacle("paks/x.js", "vendor/paks")).toBeUndefined();
});

test("a tool's file is one at the top", () => {
  expect(
    ["expansive.json", "esp.json", "README.md", "index.html", "packages.json"].filter(isToolFile),
  ).toEqual([]);
});
