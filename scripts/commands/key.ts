import { join } from "node:path";
import { PakError } from "../errors.ts";
import { readSettings } from "../io/catalog/settings.ts";
import { writeAtomically } from "../io/disk/atomic.ts";
import { readText } from "../io/disk/read-text.ts";
import { splitRole } from "../io/trust/next-root.ts";
import { makeKey, openKey } from "../io/trust/signatures.ts";
import { makeFirstRoot, parseNewest, readRootFiles } from "../io/trust/trust.ts";
import { isEmail } from "../model/entry/owners.ts";
import { type Arguments, defineCommand, type World } from "./command.ts";

/** Characters of the shortest passphrase (design, section 9). */
const SHORTEST = 8;

export const key = defineCommand({
  name: "key",
  words: "init | show | split ROLE",
  wordCount: [1, 2],
  flags: {
    name: { value: "NAME", summary: "init: whose key it is" },
    email: { value: "ADDRESS", summary: "init: the owner's address" },
    password: {
      value: "FILE",
      summary: `init: a file whose first line is the passphrase, ${SHORTEST} characters at least`,
    },
    with: { value: "FILE", summary: "split: the public key that gets the role" },
  },
  examples: [
    'pak key init --name "Maintainers" --email catalog@example.org --password passphrase.txt',
    "pak key show",
    "pak key split head --with ci-public-key.asc",
  ],
  async run(world, given) {
    const [verb, role] = given.words;
    if (verb === "init" && role === undefined) return makeFirst(world, given);
    if (verb === "show" && role === undefined) return show(world, given);
    if (verb === "split" && (role === "index" || role === "head")) return split(world, given, role);
    throw new PakError("USAGE", "pak key takes init, show, or split with index or head", {
      fix: "see: pak key --help",
    });
  },
});

async function makeFirst(world: World, { flags }: Arguments): Promise<number> {
  const { catalog } = readSettings(world.root);
  const [name, email] = [requireText(flags.name, "--name"), requireText(flags.email, "--email")];
  if (!isEmail(email)) {
    throw new PakError("USAGE", `--email ${email} is no address`, {
      fix: "give the owner's whole address, as in: --email catalog@example.org",
    });
  }
  if (readRootFiles(join(world.root, "site")).size > 0) {
    throw new PakError("KEY", "this catalog has a root already", { fix: "see it with: pak key show" });
  }
  const passphrase = readPassphrase(requireText(flags.password, "--password"));
  const now = world.now();
  const made = await makeKey({ name, email, now, passphrase });
  const opened = await openKey(made.privateKey, passphrase);
  // Apart from the keys of owners, among which pak publish looks for one of the address.
  const file = join(world.home, "catalog-keys", `${opened.fingerprint}.asc`);
  writeAtomically(file, made.privateKey, 0o600);
  for (const [path, text] of await makeFirstRoot({ catalog, key: opened, isDevelopment: false, now })) {
    writeAtomically(join(world.root, "site", path), text);
  }
  const { fingerprint } = opened;
  if (flags.json) world.print(JSON.stringify({ root: 1, fingerprint, privateKeyFile: file }, null, 2));
  else {
    world.print(fingerprint);
    world.report(`the private key is in ${file}: keep a copy where no computer can lose it`);
    world.report(
      "commit site/trust, and give CI the key as PAK_SIGNING_KEY and its passphrase as PAK_SIGNING_PASSPHRASE",
    );
  }
  return 0;
}

async function show(world: World, { flags }: Arguments): Promise<number> {
  const files = readRootFiles(join(world.root, "site"));
  if (files.size === 0)
    throw new PakError("NOT_FOUND", "this catalog has no root: a development key signs", {
      fix: "pak key init",
    });
  const root = parseNewest(files);
  if (flags.json) world.print(JSON.stringify(root, null, 2));
  else {
    world.print(`root ${root.version} of ${root.catalog}, until ${root.expires}`);
    for (const [role, { threshold, fprs }] of Object.entries(root.roles))
      world.print(`  ${role.padEnd(6)}${threshold} of ${fprs.join(", ")}`);
  }
  return 0;
}

/** The configured key signs the next root, in which another key has the role. */
async function split(world: World, { flags }: Arguments, role: "index" | "head"): Promise<number> {
  const armored = world.environment.PAK_SIGNING_KEY;
  if (!armored)
    throw new PakError("KEY", "the root's key is not configured", {
      fix: "set PAK_SIGNING_KEY and PAK_SIGNING_PASSPHRASE",
    });
  const signer = await openKey(armored, world.environment.PAK_SIGNING_PASSPHRASE);
  const files = readRootFiles(join(world.root, "site"));
  const publicKey = readText(requireText(flags.with, "--with"));
  const next = await splitRole({ files, role, publicKey, signer, now: world.now() });
  for (const [path, text] of next.files) writeAtomically(join(world.root, "site", path), text);
  const { version, fingerprint } = next;
  if (flags.json) world.print(JSON.stringify({ root: version, role, fingerprint }, null, 2));
  else world.print(`root ${version}: ${fingerprint} signs the ${role}`);
  return 0;
}

function requireText(value: unknown, flag: string): string {
  if (typeof value === "string") return value;
  throw new PakError("USAGE", `${flag} is missing`, { fix: "see: pak key --help" });
}

function readPassphrase(file: string): string {
  const [passphrase = ""] = readText(file).split(/\r?\n/);
  if (passphrase.length >= SHORTEST) return passphrase;
  throw new PakError("PASSPHRASE", `the passphrase is shorter than ${SHORTEST} characters`, {
    fix: "choose a longer one",
  });
}
