import { existsSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../errors.ts";
import { loadRulebook } from "../io/catalog/rulebook.ts";
import { writeAtomically } from "../io/disk/atomic.ts";
import { readCommit } from "../io/git/git.ts";
import { keyFile } from "../io/owners/key-store.ts";
import { readNameState } from "../io/owners/statements.ts";
import { openClone } from "../io/publish/clone.ts";
import { renderPackageFiles, renderRecoveryFiles } from "../io/publish/package-files.ts";
import { makeChallenge } from "../io/recovery/challenge.ts";
import { readRecovery } from "../io/recovery/check-recoveries.ts";
import { findProposed } from "../io/recovery/find-proposed.ts";
import { readLanding } from "../io/recovery/landing.ts";
import { readTrust } from "../io/trust/trust.ts";
import type { Entry } from "../model/entry/entry.ts";
import { NOTICE_DAYS, noticeEnd } from "../model/recovery/deadlines.ts";
import {
  checkLostOwner,
  checkRecoverable,
  isLostOwner,
  listOwnerKeys,
  replaceLostKey,
} from "../model/recovery/lost-key.ts";
import {
  isOver,
  type LostKey,
  parseCode,
  RECOVERY_SCHEMA,
  type Recovery,
  stageOf,
} from "../model/recovery/recovery.ts";
import { renderRecoveryMail, renderRecoveryState } from "../model/recovery/words.ts";
import { renderInstant } from "../model/text/instant.ts";
import { type Arguments, defineCommand, type World } from "./command.ts";
import { PROPOSAL_FLAGS, runProposal, type Wanted } from "./proposal.ts";

export const recover = defineCommand({
  name: "recover",
  words: "NAME",
  wordCount: [1, 1],
  flags: {
    ...PROPOSAL_FLAGS,
    email: { value: "ADDRESS", summary: "ask for the owner with this address, not for the first with a key" },
    code: { value: "CODE", summary: "give the code that was mailed to the address on record" },
    veto: { summary: "put an end to a recovery, with the key that the entry names" },
    challenge: { summary: "maintainers: make the code, and print the mail that brings it" },
  },
  examples: [
    "pak recover my-package",
    "pak recover my-package --email me@example.org",
    "pak recover my-package --code 7K2MQ-9DTRX-0AVBE-H4WZS",
    "pak recover my-package --veto",
    "pak recover my-package --challenge",
  ],
  async run(world, given) {
    const { email, code, veto, challenge } = given.flags;
    const name = given.words[0] ?? "";
    if ([email, code, veto, challenge].filter(flag => flag !== undefined).length > 1) {
      throw new PakError("USAGE", "--email, --code, --veto and --challenge are for different steps", {
        fix: "use one of them",
      });
    }
    if (challenge) return issueChallenge(world, given, name);
    const typed = code === undefined ? undefined : readCode(String(code));
    return runProposal(world, given, async ({ root, base }, rulebook) => {
      const source = { root, rulebook };
      const { entry } = readNameState(source, base, name);
      const recovery = readRecovery(source, base, name);
      const now = world.now();
      const state = { name, entry: requireRecoverable(name, entry), now };
      const live = recovery === undefined || isOver(recovery, now) ? undefined : recovery;
      if (veto) return wantVeto(state, requireLive(name, live));
      if (typed !== undefined) return wantAnswer(state, requireChallenged(name, recovery), typed);
      const proposed = findProposed(source, { ...state, ended: live === undefined ? recovery : undefined });
      const isMine = live !== undefined && existsSync(keyFile(world.home, live.key));
      const lost = requireLost(state, email, proposed ?? (isMine ? live : undefined));
      // Until its code is out, a request gives way to somebody else's, and to one for another owner.
      const isFirm =
        live !== undefined && (stageOf(live) !== "requested" || (isMine && isLostOwner(live.lost, lost)));
      if (!isFirm) return wantRequest(state, lost, proposed ?? live);
      const notice = rulebook.settings.recoveryNotice ?? NOTICE_DAYS;
      const landed = readLanding({ root, commit: base, recovery: live, now });
      if (stageOf(live) === "answered" && now >= noticeEnd(live, landed, notice))
        return wantCompletion(state, live);
      tellState(world, given, live, renderRecoveryState(live, landed, notice));
      return undefined;
    });
  },
});

/** What a step is made from. */
interface RecoverState {
  readonly name: string;
  readonly entry: Entry;
  readonly now: Date;
}

function readCode(typed: string): string {
  const code = parseCode(typed);
  if (code !== undefined) return code;
  throw new PakError("USAGE", "that is no code", { fix: "type the 20 letters and digits of the mail" });
}

function requireRecoverable(name: string, entry: Entry | undefined): Entry {
  const [found] = checkRecoverable(name, entry);
  if (found === undefined) return entry!;
  const code = entry === undefined ? "NOT_FOUND" : entry.retracted === undefined ? "USAGE" : "RETRACTED";
  throw new PakError(code, found.message, { fix: found.fix! });
}

function requireLive(name: string, live: Recovery | undefined): Recovery {
  if (live !== undefined) return live;
  throw new PakError("NOT_FOUND", `no recovery of ${name} is under way`, {
    fix: "fetch the newest state of the catalog: git fetch origin",
  });
}

/** The recovery that a code belongs to; one that ran out is told by the rules. */
function requireChallenged(name: string, recovery: Recovery | undefined): Recovery {
  if (recovery !== undefined && stageOf(recovery) === "challenged") return recovery;
  const stage = recovery === undefined ? "not requested" : stageOf(recovery);
  throw new PakError("USAGE", `the recovery of ${name} is ${stage}: it waits for no code`, {
    fix: `see what comes next: pak recover ${name}`,
  });
}

/** Whose key is lost: the owner's of the address, else of an earlier run, else the first who has one. */
function requireLost(
  { name, entry }: RecoverState,
  email: Arguments["flags"][string],
  earlier: Recovery | undefined,
): LostKey {
  const owners = listOwnerKeys(entry);
  if (email === undefined)
    return owners.find(owner => earlier !== undefined && isLostOwner(owner, earlier.lost)) ?? owners[0]!;
  const owner = owners.find(one => one.email === email);
  if (owner !== undefined) return owner;
  throw new PakError("USAGE", `no owner of ${name} with a key has the address ${email}`, {
    fix: `give one of these: ${owners.map(one => one.email).join(", ")}`,
  });
}

function wantRequest({ name, now }: RecoverState, lost: LostKey, earlier: Recovery | undefined): Wanted {
  return {
    name,
    form: "recover",
    email: lost.email,
    key: { wanted: earlier === undefined ? [] : [earlier.key], choice: "new" },
    async build({ key, isNewKey }) {
      const { fingerprint } = key;
      const isSame = earlier?.key === fingerprint && isLostOwner(lost, earlier.lost);
      const recovery = isSame
        ? earlier
        : { $schema: RECOVERY_SCHEMA, name, key: fingerprint, lost, requested: renderInstant(now) };
      return {
        title: `Request a new key for ${name}`,
        files: renderRecoveryFiles(recovery, isNewKey ? key : undefined),
      };
    },
  };
}

function wantAnswer({ name, now }: RecoverState, recovery: Recovery, code: string): Wanted {
  return {
    name,
    form: "recover",
    email: recovery.lost.email,
    key: { wanted: [recovery.key], choice: "kept" },
    build: async () => ({
      title: `Answer the recovery of ${name}`,
      files: renderRecoveryFiles({ ...recovery, answer: { code, answered: renderInstant(now) } }),
    }),
  };
}

function wantVeto({ name, entry, now }: RecoverState, recovery: Recovery): Wanted {
  return {
    name,
    form: "recover",
    key: { wanted: listOwnerKeys(entry).map(({ key }) => key), choice: "kept" },
    build: async () => ({
      title: `Veto the recovery of ${name}`,
      files: renderRecoveryFiles({ ...recovery, vetoed: renderInstant(now) }),
    }),
  };
}

function wantCompletion({ name, entry, now }: RecoverState, recovery: Recovery): Wanted {
  return {
    name,
    form: "recover",
    email: recovery.lost.email,
    key: { wanted: [recovery.key], choice: "kept" },
    build: async ({ key, isNewKey }) => ({
      title: `Complete the recovery of ${name}`,
      files: new Map([
        ...renderPackageFiles({ entry: replaceLostKey(entry, recovery) }),
        ...renderRecoveryFiles({ ...recovery, completed: renderInstant(now) }, isNewKey ? key : undefined),
      ]),
    }),
  };
}

function tellState(world: World, { flags }: Arguments, recovery: Recovery, text: string): void {
  const stage = stageOf(recovery);
  world.print(flags.json ? JSON.stringify({ name: recovery.name, stage, text }, null, 2) : text);
}

/** A maintainer's step: the challenge goes into the work tree, the code into a mail and nowhere else. */
async function issueChallenge(world: World, { flags }: Arguments, name: string): Promise<number> {
  const { root, environment } = world;
  const { settings } = openClone(root);
  const rulebook = await loadRulebook(world.tool, settings);
  const [source, commit, now] = [{ root, rulebook }, readCommit(root, "HEAD"), world.now()];
  const entry = requireRecoverable(name, readNameState(source, commit, name).entry);
  const recovery = readRecovery(source, commit, name);
  if (recovery === undefined || stageOf(recovery) !== "requested") {
    const stage = recovery === undefined ? "not requested" : stageOf(recovery);
    throw new PakError("USAGE", `the recovery of ${name} is ${stage}: there is nothing to send a code for`, {
      fix: "check out the newest state of the catalog, with the request in it",
    });
  }
  const [changed] = checkLostOwner(name, entry, recovery);
  if (changed !== undefined) throw new PakError("USAGE", changed.message, { fix: changed.fix! });
  const { catalog, title, recoveryNotice: notice = NOTICE_DAYS } = settings;
  const trust = await readTrust({ root, catalog, environment, now });
  const { code, challenge } = await makeChallenge({
    catalog,
    recovery,
    now,
    sign: async bytes => [...(await trust.sign("index", bytes, now)).values()][0]!,
  });
  const challenged = { ...recovery, challenge };
  const files = [...renderRecoveryFiles(challenged)];
  for (const [path, bytes] of flags["dry-run"] ? [] : files) writeAtomically(join(root, path), bytes);
  const mail = renderRecoveryMail({ title, recovery: challenged, code, notice });
  if (flags.json) world.print(JSON.stringify(mail, null, 2));
  else
    for (const line of [`To: ${mail.to}`, `Subject: ${mail.subject}`, "", ...mail.text.split("\n")])
      world.print(line);
  if (!flags["dry-run"])
    world.report(
      `send this mail, commit ${files[0]![0]} and open a pull request; the code is kept nowhere else`,
    );
  return 0;
}
