import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectEach, expectPlain, readTree } from "./hardship.ts";
import { startPak } from "./pak.ts";
import { makeFolder, writeFiles } from "./repository.ts";
import { startUpstream } from "./upstream.ts";

/** What lies outside the two folders that a package may fill. */
function readOutside(app: string, name: string): Record<string, string> {
  const isOwn = (path: string) =>
    [`paks/${name}`, `lib/${name}`].some(folder => `${path}/`.startsWith(`${folder}/`)) ||
    ["lib", "paks", "paks/.installed.json", "pak.json", "pak-lock.json"].includes(path);
  return Object.fromEntries(Object.entries(readTree(app)).filter(([path]) => !isOwn(path)));
}

const APPLICATION = {
  ".git/hooks/pre-commit": "mine",
  ".vscode/settings.json": '{"mine":true}',
  "package.json": '{"name":"mine","scripts":{"test":"mine"}}',
  "src/index.js": "mine",
  "lib/other.js": "mine",
  "x.js": "mine",
};

/** Enough of what doesn't compress, so that no other file looks like a bomb. */
const RANDOM = randomBytes(40_000).toString("hex");

const ESCAPE = "\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e";

/** The package's own pak.json or files; what the warnings tell. */
const HOSTILE: [string, Record<string, string>, RegExp][] = [
  ["runs a script when it exports", { "pak.json": '{"export":{"script":"touch ../../x"}}' }, /script/],
  [
    "exports above the application",
    { "pak.json": '{"export":{"from":"dist/**","to":"../../x"}}' },
    /GLOB_TRAVERSAL/,
  ],
  [
    "exports into git's hooks",
    { "pak.json": '{"export":{"from":"dist/**","to":"${TOP}/.git/hooks","trim":1}}' },
    /GLOB_TRAVERSAL/,
  ],
  [
    "exports over package.json",
    {
      "dist/package.json": "{}",
      "pak.json": '{"export":{"from":["dist/package.json"],"to":"${TOP}","trim":1}}',
    },
    /package\.json/,
  ],
  [
    "exports over the application's own file",
    { "dist/x.js": "theirs", "pak.json": '{"export":{"from":"dist/x.js","to":"${TOP}","trim":1}}' },
    /EXPORT_DESTINATION/,
  ],
  [
    "exports over another package's",
    { "dist/x.js": "x", "pak.json": '{"export":{"from":"dist/**","to":"${PAKS}/other"}}' },
    /EXPORT/,
  ],
  [
    "blends what runs",
    {
      "pak.json": JSON.stringify({
        blend: { scripts: { install: "x" }, "+override": { other: {} }, "=dependencies": { evil: "*" } },
      }),
    },
    /BLEND_FIELD.*scripts.*BLEND_FIELD.*override.*BLEND_FIELD.*dependencies/s,
  ],
  [
    "moves the application's folders",
    { "pak.json": '{"blend":{"directories":{"paks":"src","export":"../x"}}}' },
    /BLEND_FIELD/,
  ],
  [
    "manages files of others",
    {
      "package.json": '{"scripts":{"test":"theirs"}}',
      ".vscode/settings.json": '{"theirs":true}',
      "pak.json": '{"manage":["package.json","../x.json",".vscode/settings.json","src/../package.json"]}',
    },
    /manage/i,
  ],
  [
    "manages a file that is none",
    { "esp.json": "{", "pak.json": '{"manage":["esp.json"]}' },
    /MANAGE_SYNTAX/,
  ],
  [
    "selects files with patterns that take long",
    {
      "pak.json": JSON.stringify({
        files: [
          `${"*a".repeat(60)}b`,
          `{${"a,".repeat(400)}}{${"b,".repeat(400)}}`,
          `${"(".repeat(99)}*${")+".repeat(99)}`,
        ],
        ignore: ["**/".repeat(60)],
      }),
    },
    /GLOB_COMPLEXITY.*GLOB_SYNTAX.*GLOB_SYNTAX.*GLOB_COMPLEXITY/s,
  ],
  [
    "has a pak.json of two megabytes",
    { "pak.json": `{"x-x":"${"x".repeat(2_000_000)}"}` },
    /MANIFEST_SYNTAX/,
  ],
  ["has a pak.json that is a folder", { "pak.json/x": "x" }, /MANIFEST_SYNTAX/],
  ["has a package.json that is a folder", { "package.json/x": "x" }, /MANIFEST_SYNTAX/],
  ["has a pak.json of deep brackets", { "pak.json": "[".repeat(100_000) }, /MANIFEST_SYNTAX/],
  [
    "speaks to the terminal",
    {
      "pak.json": JSON.stringify({
        [ESCAPE]: 1,
        title: ESCAPE,
        export: [{ from: "dist/**", to: `../${ESCAPE}` }],
        blend: { [`scripts${ESCAPE}`]: 1, scripts: ESCAPE },
        manage: [`${ESCAPE}.json`],
      }),
    },
    /TEXT_CONTROL.*TEXT_BIDI.*GLOB_SYNTAX.*TEXT_CONTROL/s,
  ],
];

test("whatever a package says, it changes its own two folders alone, and warnings tell", async () => {
  const evil = HOSTILE.map(([what, files, told], at) => [what, `evil${at}`, files, told] as const);
  const upstream = await startUpstream(
    Object.fromEntries(
      evil.map(([, name, files]) => [
        name,
        { versions: { "1.0.0": { files: { "dist/evil.js": "evil", random: RANDOM, ...files } } } },
      ]),
    ),
  );
  await expectEach(evil, async ([, name, , told]) => {
    const app = makeFolder();
    writeFiles(app, APPLICATION);
    const before = readOutside(app, name);
    const start = performance.now();
    const ran = await startPak(app, ["install", name, "--explain"], upstream.environment);
    expect(performance.now() - start).toBeLessThan(10_000);
    expectPlain(ran);
    expect(ran).toMatchObject({ status: 0, stderr: expect.stringMatching(told) });
    expect(readOutside(app, name)).toEqual(before);
    expect(JSON.parse(readFileSync(join(app, "pak.json"), "utf8"))).toEqual({
      ...{ name: "mine", version: "1.0.0", import: true },
      dependencies: { [name]: "^1.0.0" },
    });
  });
});
