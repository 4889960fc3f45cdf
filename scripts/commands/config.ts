import { PakError } from "../errors.ts";
import { reportFindings } from "../io/output/report.ts";
import { readPerson } from "../io/owners/person.ts";
import { openEditor } from "../io/settings/editor.ts";
import {
  readSettingsFile,
  renderSchemaAddress,
  type SettingsFile,
  settingsPath,
  writeSettingsFile,
} from "../io/settings/settings-file.ts";
import type { JsonObject } from "../model/json.ts";
import { applySetting, type SettingChange } from "../model/personal/change.ts";
import { SETTING_FIELDS } from "../model/personal/settings.ts";
import { renderTerminal } from "../model/text/terminal.ts";
import { type Arguments, defineCommand, type World } from "./command.ts";

/** What `init` asks for, and how. */
const QUESTIONS = {
  name: "What is your name?",
  email: "What is your e-mail address?",
  registry: "Which registry do artifacts go to, as in ghcr.io/owner? (none)",
} as const;

const MOST_TRIES = 3;

type Question = keyof typeof QUESTIONS;

const ASKED = Object.keys(QUESTIONS) as Question[];

export const config = defineCommand({
  name: "config",
  words: "init | set KEY [VALUE] | list | edit | path",
  wordCount: [1, 3],
  flags: {
    name: { value: "NAME", summary: "init: who you are" },
    email: { value: "ADDRESS", summary: "init: your address" },
    registry: { value: "REGISTRY", summary: "init: where artifacts go" },
    add: { summary: "set: one more of the list, as in: --add catalogs URL" },
    unset: { summary: "set: remove the field, as leaving out VALUE does" },
  },
  examples: [
    "pak config init",
    "pak config set --add catalogs https://packages.example.org/",
    "pak config set replace.https://github.com/ https://mirror.example.org/github/",
    "pak config set olderThan 7d",
    "pak config edit",
  ],
  async run(world, given) {
    const [verb, ...words] = given.words;
    const { add, unset } = given.flags;
    if (words.length === 0 && add === undefined && unset === undefined) {
      if (verb === "init") return init(world, given);
      if (verb === "list") return list(world, given);
      if (verb === "edit") return edit(world, given);
      if (verb === "path") return tell(world, given, {});
    }
    const [key, value] = words;
    const isRemoved = unset === true && (value !== undefined || add === true);
    if (verb === "set" && key !== undefined && !isRemoved && !(add === true && value === undefined)) {
      return set(world, given, {
        key,
        ...(value === undefined ? {} : { value }),
        isMore: add === true,
      });
    }
    throw new PakError("USAGE", "pak config takes init, set KEY [VALUE], list, edit or path", {
      fix: "see: pak config --help",
    });
  },
});

/** Writes the first settings from the flags, and from what a person answers. */
async function init(world: World, given: Arguments): Promise<number> {
  const file = settingsPath(world.home);
  if (readSettingsFile(world.home).state !== "absent") {
    throw new PakError("USAGE", `${file} is there already`, {
      fix: "change it: pak config set KEY VALUE, or pak config edit",
    });
  }
  const proposed: Partial<Record<Question, string>> = world.isInteractive
    ? readPerson(world.home, world.root)
    : {};
  let document = makeFirst(world);
  for (const key of ASKED) {
    const flag = given.flags[key];
    if (typeof flag === "string") document = applySetting(document, { key, value: flag });
    else if (world.isInteractive) document = await ask(world, document, key, chooseProposal(key, proposed));
  }
  writeSettingsFile(world.home, document);
  if (given.flags.json !== true) world.report(`wrote ${renderTerminal(file)}`);
  return tell(world, given, { document });
}

/** What git says of a person is worth proposing when it would do. */
function chooseProposal(key: Question, { [key]: said }: Partial<Record<Question, string>>) {
  return said !== undefined && SETTING_FIELDS.get(key)!.check(said, []).length === 0 ? said : undefined;
}

/** An empty answer takes what is proposed, or leaves the field out; a wrong one is told and asked for again. */
async function ask(
  world: World,
  document: JsonObject,
  key: Question,
  proposal?: string,
): Promise<JsonObject> {
  const shown = proposal === undefined ? "" : ` [${renderTerminal(proposal)}]`;
  for (let tries = 1; ; tries++) {
    const value = (await world.ask(`${QUESTIONS[key]}${shown} `)).trim() || proposal;
    if (value === undefined) return document;
    try {
      return applySetting(document, { key, value });
    } catch (error) {
      if (!(error instanceof PakError) || tries === MOST_TRIES) throw error;
      world.report(renderTerminal(error.message));
    }
  }
}

async function set(world: World, given: Arguments, change: SettingChange): Promise<number> {
  const { document, state, findings } = readSettingsFile(world.home);
  if (state === "unreadable") return refuse(world, given, findings);
  const after = applySetting(state === "absent" ? makeFirst(world) : document, change);
  writeSettingsFile(world.home, after);
  return given.flags.json === true ? tell(world, given, { document: after }) : 0;
}

function list(world: World, given: Arguments): number {
  const { document, findings } = readSettingsFile(world.home);
  return findings.length > 0 ? refuse(world, given, findings) : tell(world, given, { document });
}

/** Opens the file in the person's editor, and tells what is wrong with what they left. */
async function edit(world: World, given: Arguments): Promise<number> {
  const { environment, home } = world;
  const before = readSettingsFile(home);
  const { editor = environment.VISUAL || environment.EDITOR } = before.document;
  if (typeof editor !== "string" || editor.trim() === "") {
    throw new PakError("SETTINGS", "no editor is named", {
      fix: "set EDITOR, or run: pak config set editor PROGRAM",
    });
  }
  if (before.state === "absent") writeSettingsFile(home, makeFirst(world));
  await openEditor(editor, settingsPath(home), environment);
  const { document, findings } = readSettingsFile(home);
  if (findings.length > 0) return refuse(world, given, findings);
  return given.flags.json === true ? tell(world, given, { document }) : 0;
}

function makeFirst({ tool }: World): JsonObject {
  return { $schema: renderSchemaAddress(tool) };
}

function refuse(world: World, { flags }: Arguments, findings: SettingsFile["findings"]): number {
  reportFindings(findings, world, { isJson: flags.json === true });
  return 1;
}

/** Prints where the settings are, or what they say: a line for each field, its value as JSON says it. */
function tell(world: World, { flags }: Arguments, { document }: { document?: JsonObject }): number {
  const file = settingsPath(world.home);
  if (flags.json === true) {
    const settings = document === undefined ? {} : { settings: document };
    world.print(JSON.stringify({ file, ...settings }, null, 2));
  } else if (document === undefined) world.print(file);
  else {
    for (const [key, value] of Object.entries(document)) {
      const shown = typeof value === "string" ? value : JSON.stringify(value);
      world.print(renderTerminal(`${key}=${shown}`));
    }
  }
  return 0;
}
