import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder, makeRepository, writeFiles } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import type { World } from "./command.ts";
import { config } from "./config.ts";
import { GLOBAL_FLAGS } from "./table.ts";

/** Runs `pak config` with these words in a world. */
async function run(words: readonly string[], fields: Partial<World> = {}) {
  const world = aWorld(fields);
  const status = await config.run(world, parseArguments(config, GLOBAL_FLAGS, words));
  return { status, printed: world.printed, reported: world.reported, home: world.home };
}

const fileOf = (home: string) => join(home, "settings.json");
const readIn = (home: string) => JSON.parse(readFileSync(fileOf(home), "utf8"));
const modeOf = (home: string) => (statSync(fileOf(home)).mode & 0o777).toString(8);

describe("init", () => {
  test("writes what the flags say where nobody is there, for nobody else to read", async () => {
    const words = ["init", "--name", "Ada", "--email", "ada@example.org", "--registry", "ghcr.io/ada"];
    const { status, home, printed } = await run(words);
    const { $schema, ...settings } = readIn(home);
    expect([status, settings]).toEqual([
      0,
      { name: "Ada", email: "ada@example.org", registry: "ghcr.io/ada" },
    ]);
    expect(existsSync(new URL($schema))).toBe(true);
    expect(modeOf(home)).toBe("600");
    expect(printed.slice(1)).toEqual(["name=Ada", "email=ada@example.org", "registry=ghcr.io/ada"]);
  });

  test("proposes who git says you are, asks again, and leaves out what is not answered", async () => {
    const { root, git } = makeRepository();
    git("config", "user.name", "Of Git");
    git("config", "user.email", "not an address");
    const asked: string[] = [];
    const answers = ["", "nobody", "ada@example.org", ""];
    const ask = async (question: string) => {
      asked.push(question);
      return answers.shift()!;
    };
    const { home, reported } = await run(["init"], { root, isInteractive: true, ask });
    expect(readIn(home)).toEqual({ $schema: expect.any(String), name: "Of Git", email: "ada@example.org" });
    expect(asked).toEqual([
      "What is your name? [Of Git] ",
      "What is your e-mail address? ",
      "What is your e-mail address? ",
      expect.stringContaining("registry"),
    ]);
    expect(reported[0]).toBe("email is not an e-mail address");
  });

  test("gives up on somebody who never answers right, and writes nothing", async () => {
    const home = makeFolder();
    const ask = async () => "nobody";
    const ran = run(["init", "--name", "x"], { home, isInteractive: true, ask });
    await expect(ran).rejects.toMatchObject({ code: "USAGE" });
    expect(existsSync(fileOf(home))).toBe(false);
  });

  test("never overwrites, not even what can't be read", async () => {
    const home = makeFolder();
    for (const text of ["{}", "not JSON"]) {
      writeFiles(home, { "settings.json": text });
      await expect(run(["init"], { home })).rejects.toMatchObject({
        code: "USAGE",
        message: expect.stringContaining("is there already"),
      });
      expect(readFileSync(fileOf(home), "utf8")).toBe(text);
    }
  });
});

describe("set", () => {
  test("writes a field, one more of a list, and removes", async () => {
    const home = makeFolder();
    const set = (...words: string[]) => run(["set", ...words], { home });
    await set("cooldown", "24");
    await set("--add", "catalogs", "https://a.example/");
    await set("catalogs", "npm", "--add");
    expect(modeOf(home)).toBe("600");
    expect(readIn(home)).toMatchObject({
      cooldown: 24,
      catalogs: [{ url: "https://a.example/" }, { kind: "npm" }],
    });
    await set("cooldown");
    await set("catalogs", "--unset");
    expect(Object.keys(readIn(home))).toEqual(["$schema"]);
  });

  test("what is refused leaves the file as it was", async () => {
    const home = makeFolder();
    writeFiles(home, { "settings.json": '{"tag": "a"}' });
    for (const words of [
      ["cooldown", "soon"],
      ["tga", "b"],
      ["token", "x"],
      ["editor", `ghp_${"a".repeat(36)}`],
    ])
      await expect(run(["set", ...words], { home })).rejects.toMatchObject({ code: "USAGE" });
    expect(readFileSync(fileOf(home), "utf8")).toBe('{"tag": "a"}');
  });

  test("keeps the permissions of the file, and a link to where it lies", async () => {
    const [home, dotfiles] = [makeFolder(), makeFolder()];
    writeFiles(dotfiles, { "pak.json": "{}" });
    chmodSync(join(dotfiles, "pak.json"), 0o640);
    symlinkSync(join(dotfiles, "pak.json"), fileOf(home));
    await run(["set", "tag", "x"], { home });
    expect(lstatSync(fileOf(home)).isSymbolicLink()).toBe(true);
    expect([readIn(home), modeOf(home)]).toEqual([{ tag: "x" }, "640"]);
  });

  test("a file that is no JSON is told and kept", async () => {
    const home = makeFolder();
    writeFiles(home, { "settings.json": '{\n  "tag": }' });
    const { status, reported } = await run(["set", "tag", "x"], { home });
    expect([status, reported[0]]).toEqual([
      1,
      expect.stringContaining("settings.json:2:10 error JSON_SYNTAX"),
    ]);
    expect(readFileSync(fileOf(home), "utf8")).toBe('{\n  "tag": }');
  });
});

describe("list and path", () => {
  test("tell what is there, and nothing without a file", async () => {
    const home = makeFolder();
    expect(await run(["list"], { home })).toMatchObject({ status: 0, printed: [] });
    expect((await run(["path"], { home })).printed).toEqual([fileOf(home)]);
    writeFiles(home, { "settings.json": '{"name":"Ada","cooldown":24,"catalogs":[{"kind":"npm"}]}' });
    expect((await run(["list"], { home })).printed).toEqual([
      "name=Ada",
      "cooldown=24",
      'catalogs=[{"kind":"npm"}]',
    ]);
  });

  test("list tells everything that is wrong", async () => {
    const home = makeFolder();
    writeFiles(home, { "settings.json": '{\n  "nmae": "Ada",\n  "cooldown": "soon"\n}' });
    const { status, reported } = await run(["list"], { home });
    expect(status).toBe(1);
    expect(reported.join("\n")).toMatch(/:2:3 .*nmae(?:.|\n)*did you mean name\?(?:.|\n)*:3:3 .*cooldown/);
    // The path is there when somebody wants to mend it.
    expect((await run(["path"], { home })).status).toBe(0);
  });
});

describe("edit", () => {
  /** An editor that replaces the file that it is given, as some do. */
  function makeEditor(text: string, exit = 0): string {
    const folder = makeFolder();
    const script = `#!/bin/sh\nprintf '%s' '${text}' > "$2"\necho "$1" > "${folder}/word"\nexit ${exit}\n`;
    writeFiles(folder, { edit: script });
    chmodSync(join(folder, "edit"), 0o755);
    return join(folder, "edit");
  }

  const withEditor = (fields: Record<string, string>) => ({
    environment: { PATH: process.env.PATH, ...fields },
  });

  test("opens the first editor that is named, with its words, on a file that is there", async () => {
    const [own, visual, other] = [
      makeEditor('{"tag":"own"}'),
      makeEditor('{"tag":"visual"}'),
      makeEditor("{}"),
    ];
    const home = makeFolder();
    const edit = (fields: Record<string, string>) => run(["edit"], { home, ...withEditor(fields) });
    expect((await edit({ VISUAL: `${visual} --wait`, EDITOR: `${other} x` })).status).toBe(0);
    expect(readIn(home)).toEqual({ tag: "visual" });
    expect(readFileSync(join(visual, "../word"), "utf8")).toBe("--wait\n");
    await run(["set", "editor", `${own} -w`], { home });
    await edit({ VISUAL: `${visual} --wait` });
    expect(readIn(home)).toEqual({ tag: "own" });
    expect(modeOf(home)).toBe("600");
  });

  test("tells what is wrong with line and column, and keeps what was written", async () => {
    const { status, reported, home } = await run(
      ["edit"],
      withEditor({ EDITOR: `${makeEditor('{"tag":7}')} -` }),
    );
    expect(status).toBe(1);
    expect(reported[0]).toMatch(/settings\.json:1:2 error SETTING_VALUE tag is not a tag/);
    expect(readFileSync(fileOf(home), "utf8")).toBe('{"tag":7}');
  });

  test("an editor that is not there, fails, or is not named is an error", async () => {
    const refused = (fields: Record<string, string>, message: RegExp) =>
      expect(run(["edit"], withEditor(fields))).rejects.toMatchObject({
        code: "SETTINGS",
        message: expect.stringMatching(message),
      });
    await refused({ EDITOR: "/nowhere/editor" }, /can't be started/);
    await refused({ EDITOR: `${makeEditor("{}", 3)} -` }, /ended with 3/);
    await refused({ EDITOR: " " }, /no editor is named/);
    // No shell reads it: this is one program with a strange name.
    await refused({ EDITOR: "true;true" }, /can't be started/);
  });
});

test.each([
  [[]],
  [["get"]],
  [["init", "x"]],
  [["set"]],
  [["list", "--add"]],
  [["set", "tag", "x", "--unset"]],
  [["set", "catalogs", "--add"]],
])("pak config %j is not understood", async words => {
  const world = aWorld();
  const ran = async () => config.run(world, parseArguments(config, GLOBAL_FLAGS, words));
  await expect(ran()).rejects.toMatchObject({ code: "USAGE" });
});
