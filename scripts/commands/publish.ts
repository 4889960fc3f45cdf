import { join } from "node:path";
import { PakError } from "../errors.ts";
import { readManifestFile } from "../io/json/manifest-file.ts";
import { readOverride } from "../io/publish/override-source.ts";
import { renderPackageFiles } from "../io/publish/package-files.ts";
import { type JsonObject, withoutAbsent } from "../model/json.ts";
import { applyIntent, type Intent, readIntent } from "../model/publish/intent.ts";
import { type Arguments, defineCommand, type World } from "./command.ts";
import { publishIssue } from "./issue.ts";
import { PROPOSAL_FLAGS, runProposal } from "./proposal.ts";

export const publish = defineCommand({
  name: "publish",
  words: "[NAME ENDPOINT EMAIL [OVERRIDE]]",
  wordCount: [0, 4],
  flags: {
    ...PROPOSAL_FLAGS,
    description: { value: "TEXT", summary: "what the package is, in a sentence" },
    issue: { summary: "in a workflow on: issues, make the issue's form into a pull request" },
  },
  examples: [
    "pak publish --into ../catalog",
    'pak publish jquery jquery/jquery me@example.org --description "DOM operations"',
    "pak publish my-angular @angular me@example.org",
    "pak publish openssl openssl/openssl me@example.org openssl-override.json --dry-run",
  ],
  async run(world, given) {
    if (given.flags.issue) return publishIssue(world);
    return runProposal(world, given, async ({ settings }) => {
      const intent = readWords(world, given, settings.hosts);
      // What can't be read ends the command before a key is made for it.
      const override =
        intent.override === undefined ? undefined : await readOverride(intent.override, world.root);
      return {
        name: intent.name,
        ...(intent.email === undefined ? {} : { email: intent.email }),
        async build({ before, owner, key, isNewKey }) {
          const described = await describe(world, intent, before.entry === undefined);
          const entry = applyIntent(before.entry, described, owner, settings.hosts);
          const isNamed = entry.owners?.some(({ key: named }) => named === key.fingerprint) === true;
          return {
            title: `${before.entry === undefined ? "Publish" : "Change"} ${entry.name}`,
            files: renderPackageFiles({
              entry,
              ...(override === undefined ? {} : { override }),
              ...(isNewKey && isNamed ? { key } : {}),
            }),
          };
        },
      };
    });
  },
});

function readWords(world: World, { words, flags }: Arguments, hosts: readonly string[]): Intent {
  const [name, endpoint, email, override] = words;
  const said = typeof flags.description === "string" ? { description: flags.description } : {};
  if (name === undefined)
    return { ...readIntent(readManifest(join(world.root, "pak.json")), hosts), ...said };
  return { name, ...withoutAbsent({ endpoint, email, override }), ...said };
}

function readManifest(file: string): JsonObject {
  const manifest = readManifestFile(file);
  if (manifest !== undefined) return manifest.document;
  throw new PakError("READ", `there is no ${file}`, {
    fix: "run pak publish where pak.json lies, or: pak publish NAME ENDPOINT EMAIL",
  });
}

/** A new entry needs a description; a person is asked for it. */
async function describe(world: World, intent: Intent, isNew: boolean): Promise<Intent> {
  const isAlias = /^@(?!npm[:/])/.test(intent.endpoint ?? "");
  if (!isNew || isAlias || intent.description !== undefined || !world.isInteractive) return intent;
  return { ...intent, description: await world.ask(`What is ${intent.name}, in a sentence? `) };
}
