import { join } from "node:path";
import { PakError } from "../errors.ts";
import { writeAtomically } from "../io/disk/atomic.ts";
import { type ManifestFile, readManifestFile } from "../io/json/manifest-file.ts";
import { readDraftSources } from "../io/publish/draft-sources.ts";
import type { JsonObject } from "../model/json.ts";
import { insertFields } from "../model/publish/field-insertion.ts";
import { type Intent, readIntent } from "../model/publish/intent.ts";
import {
  type Answers,
  checkAnswer,
  type DraftSources,
  draftManifest,
  FIELD_OF,
  type ManifestDraft,
  type Missing,
  type Question,
  readAnswers,
} from "../model/publish/manifest-draft.ts";
import { tidy } from "../model/publish/package-fields.ts";
import { renderTerminal } from "../model/text/terminal.ts";
import { type Arguments, defineCommand, type World } from "./command.ts";

const MOST_TRIES = 3;

/** What a person is asked, and how the flag of the answer is shown. */
const QUESTIONS: Readonly<Record<Question, { readonly text: string; readonly value: string }>> = {
  name: { text: "What is the package called?", value: "NAME" },
  description: { text: "What is it, in a sentence?", value: '"TEXT"' },
  email: { text: "What is its author's e-mail address?", value: "EMAIL" },
};

export const init = defineCommand({
  name: "init",
  wordCount: [0, 0],
  flags: {
    name: { value: "NAME", summary: "what the package is called, whatever is found" },
    description: { value: "TEXT", summary: "what it is, in a sentence" },
    email: { value: "EMAIL", summary: "its author's e-mail address" },
    "dry-run": { summary: "print the pak.json; write nothing" },
  },
  examples: [
    "pak init",
    'pak init --name my-package --description "DOM operations" --email me@example.org',
    "pak init --dry-run",
  ],
  async run(world, { flags }) {
    const file = join(world.root, "pak.json");
    const before = readManifestFile(file);
    const answers = readFlags(flags, before?.document);
    const draft = await completeDraft(
      world,
      { ...readDraftSources(world.root, world.home), ...(before && { before: before.document }) },
      answers,
    );
    const manifest = { ...before?.document, ...draft.fields };
    const intent = manifest.publish === false ? undefined : readIntent(manifest);
    const isUnchanged = Object.keys(draft.fields).length === 0;
    const text = isUnchanged ? before!.text : renderManifest(before, draft.fields);
    const isDry = flags["dry-run"] === true;
    if (!isUnchanged && !isDry) write(file, before, text);
    const added = Object.keys(draft.fields);
    if (flags.json) world.print(JSON.stringify({ file, manifest, added }, null, 2));
    else if (isUnchanged) world.print("unchanged: pak.json has all of it already");
    else if (isDry) for (const line of text.trimEnd().split("\n")) world.print(renderLine(line));
    else tell(world, before === undefined ? "wrote pak.json" : "added to pak.json", draft.fields);
    if (isDry && !isUnchanged) world.report("next: pak init, without --dry-run, writes it");
    else if (intent !== undefined) world.report(renderNext(intent));
    return 0;
  },
});

/** The flags as answers; what pak.json says otherwise is not for a flag to change. */
function readFlags(flags: Arguments["flags"], before: JsonObject = {}): Answers {
  const said = readAnswers(before);
  const questions = Object.keys(QUESTIONS) as Question[];
  const given = questions.flatMap(question => {
    const flag = flags[question];
    if (typeof flag !== "string") return [];
    const answer = tidy(flag);
    const [found] = checkAnswer(question, answer);
    if (found !== undefined) {
      const fix = found.expected ?? found.fix;
      throw new PakError("USAGE", `--${question}: ${found.message}`, fix === undefined ? {} : { fix });
    }
    if (Object.hasOwn(before, FIELD_OF[question]) && said[question] !== answer) {
      throw new PakError("USAGE", `pak.json says ${FIELD_OF[question]} already, and otherwise`, {
        fix: `change it in pak.json, or leave out --${question}`,
      });
    }
    return [[question, answer] as const];
  });
  return Object.fromEntries(given);
}

/**
 * The draft with nothing missing: a person is told what is of no use, and asked. Where nobody is there, the
 * folder's name will do for the package's; an address or a description is never a guess.
 */
async function completeDraft(world: World, sources: DraftSources, answers: Answers): Promise<ManifestDraft> {
  const draft = draftManifest(sources, answers);
  for (const { pointer, message } of draft.leftOut)
    world.report(renderTerminal(`left out: ${pointer?.[0]} of package.json: ${message}`));
  if (draft.missing.length === 0) return draft;
  const more: { [Asked in Question]?: string } = {};
  for (const missing of draft.missing) {
    const { question, proposal } = missing;
    if (world.isInteractive) more[question] = await ask(world, missing);
    else if (question === "name" && proposal !== undefined) more.name = proposal;
  }
  const complete = draftManifest(sources, { ...answers, ...more });
  if (complete.missing.length === 0) return complete;
  const lacks = complete.missing.map(({ question }) =>
    question === "email" ? "author's address" : question,
  );
  const fix = complete.missing
    .map(({ question, proposal }) => `--${question} ${renderValue(question, proposal)}`)
    .join(" ");
  throw new PakError("USAGE", `nothing here says the ${lacks.join(" and the ")}`, {
    fix: `add ${fix}`,
  });
}

/** A proposed address is worth showing: it can be typed as it is. */
function renderValue(question: Question, proposal: string | undefined): string {
  return question === "email" && proposal !== undefined ? proposal : QUESTIONS[question].value;
}

async function ask(world: World, { question, proposal }: Missing): Promise<string> {
  const shown = proposal === undefined ? "" : ` [${proposal}]`;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const typed = await world.ask(`${QUESTIONS[question].text}${shown} `);
    const answer = tidy(typed) || proposal || "";
    const [found] = checkAnswer(question, answer);
    if (found === undefined) return answer;
    world.report(renderTerminal(`${found.message}; expected: ${found.expected ?? "another one"}`));
  }
  throw new PakError("USAGE", `the ${question} was not answered`, {
    fix: `run it again, or add --${question} ${QUESTIONS[question].value}`,
  });
}

function renderManifest(before: ManifestFile | undefined, fields: JsonObject): string {
  return before === undefined ? `${JSON.stringify(fields, null, 2)}\n` : insertFields(before.text, fields);
}

/** Writes pak.json unless somebody else did while a person was asked. */
function write(file: string, before: ManifestFile | undefined, text: string) {
  if (readManifestFile(file)?.text !== before?.text) {
    throw new PakError("WRITE", "pak.json was changed meanwhile", { fix: "run it again" });
  }
  writeAtomically(before?.path ?? file, text, before?.mode);
}

function tell(world: World, done: string, fields: JsonObject) {
  world.print(`${done}:`);
  for (const [field, value] of Object.entries(fields))
    world.print(renderTerminal(`  ${field}: ${JSON.stringify(value)}`));
}

/** A line as a terminal may show it, its tabs kept. */
function renderLine(line: string): string {
  return line.replace(/[^\t]+/g, renderTerminal);
}

function renderNext({ endpoint }: Intent): string {
  const publish = "pak publish --dry-run --into CLONE (a clone of the catalog)";
  if (endpoint !== undefined) return `next: ${publish}`;
  const places = '"repository": "https://github.com/OWNER/REPO.git" or "endpoint": "@npm:NAME"';
  return `next: say in pak.json where the package lives, ${places}; then ${publish}`;
}
