import { expect, test } from "vitest";
import { makeRepository, type Repository } from "../../test/repository.ts";
import { NOON } from "../../test/world.ts";
import { commitFiles } from "../git/commit-files.ts";
import { askGit } from "../git/git.ts";
import { makeKey, openKey } from "../trust/signatures.ts";
import { receiveChange, renderSentChange } from "./receive.ts";

const made = await makeKey({ name: "Zoë", email: "o@example.org", now: NOON });
const key = await openKey(made.privateKey);
const signer = {
  name: "Zoë",
  email: "o@example.org",
  now: NOON,
  sign: (text: Uint8Array) => key.sign(text, NOON),
};

const ENTRY = "catalog/le/less.json";

/** A signed change of some files in one clone, its text, and another clone that has only the base. */
async function send(texts: Readonly<Record<string, string>>) {
  const sender = makeRepository();
  const base = sender.commit({ [ENTRY]: "old\n", "README.md": "read me\n" });
  const receiver = cloneOf(sender);
  const files = new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]));
  const order = { root: sender.root, parent: base, files, message: "Change less\n", signer };
  const commit = await commitFiles(order);
  return { sender, receiver, base, commit, files, text: renderSentChange(sender.root, commit, files) };
}

function cloneOf({ root }: Repository): Repository {
  const clone = makeRepository();
  clone.git("pull", "--quiet", root, "main");
  return clone;
}

/** What a person sees of a repository: refs, where HEAD is, and what differs in index and work tree. */
function look({ git }: Repository): string {
  return [git("for-each-ref"), git("symbolic-ref", "HEAD"), git("status", "--porcelain")].join("\n");
}

const has = ({ root }: Repository, id: string) => askGit(root, ["cat-file", "-e", id]).status === 0;

test("a signed commit becomes the very same commit in another clone, on no branch", async () => {
  const { receiver, base, commit, text } = await send({
    [ENTRY]: '{ "description": "Größe \\"😀\\" \\\\ \u2028" }',
    "overrides/less.json": "{\r\n\t}\n\n",
    [`catalog/keys/${key.fingerprint}.asc`]: made.publicKey,
  });
  const before = look(receiver);
  expect(has(receiver, commit)).toBe(false);
  expect(await receiveChange(receiver.root, base, text)).toEqual({ commit });
  expect(receiver.git("cat-file", "commit", commit)).toContain("gpgsig -----BEGIN PGP SIGNATURE-----");
  expect(receiver.git("fsck", "--strict", "--no-dangling", commit)).toBe("");
  expect(receiver.git("diff-tree", "-r", "--name-status", base, commit).split("\n")).toEqual([
    `A\tcatalog/keys/${key.fingerprint}.asc`,
    `M\t${ENTRY}`,
    "A\toverrides/less.json",
  ]);
  expect(look(receiver)).toBe(before);
});

test("the catalog may have gone on meanwhile, and receiving again changes nothing", async () => {
  const { receiver, commit, text } = await send({ [ENTRY]: "new\n" });
  const newer = receiver.commit({ "catalog/jq/jquery.json": "{}\n" });
  expect(await receiveChange(receiver.root, newer, text)).toEqual({ commit });
  expect(await receiveChange(receiver.root, newer, text)).toEqual({ commit });
});

async function expectRefusal(receiver: Repository, base: string, text: string, message: RegExp) {
  const before = look(receiver);
  expect(await receiveChange(receiver.root, base, text)).toEqual({
    findings: [
      {
        code: "FORM_CHANGE",
        message: expect.stringMatching(message),
        expected: expect.any(String),
        fix: expect.any(String),
      },
    ],
  });
  expect(look(receiver)).toBe(before);
}

test.each<[string, (files: Record<string, string>) => Record<string, string>]>([
  ["changed", files => ({ ...files, [ENTRY]: "new \n" })],
  ["left out", ({ [ENTRY]: text }) => ({ [ENTRY]: text! })],
  ["added", files => ({ ...files, "overrides/more.json": "{}" })],
  ["moved", ({ [ENTRY]: text, ...files }) => ({ ...files, "catalog/mo/more.json": text! })],
])("a file that was %s on the way keeps the commit out", async (_, alter) => {
  const { receiver, base, commit, text } = await send({ [ENTRY]: "new\n", "overrides/less.json": "{}\n" });
  const sent = JSON.parse(text) as { files: Record<string, string> };
  const altered = JSON.stringify({ ...sent, files: alter(sent.files) });
  await expectRefusal(receiver, base, altered, /not those that were signed/);
  expect(has(receiver, commit)).toBe(false);
});

test("a commit that was changed on the way is never the one that was signed", async () => {
  const { receiver, base, commit, text } = await send({ [ENTRY]: "new\n" });
  const received = await receiveChange(receiver.root, base, text.replace("Change less", "Change lesS"));
  expect(received).toEqual({ commit: expect.stringMatching(/^[0-9a-f]{40}$/) });
  expect(received).not.toEqual({ commit });
  expect(has(receiver, commit)).toBe(false);
});

test("a parent outside the catalog's history is refused, whether the clone has it or not", async () => {
  const { sender, receiver, base, commit, text } = await send({ [ENTRY]: "new\n" });
  const unknown = sender.commit({ more: "1" });
  receiver.git("checkout", "--quiet", "-b", "aside");
  const aside = receiver.commit({ aside: "1" });
  receiver.git("tag", "--annotate", "--message=v1", "v1", base);
  const tag = receiver.git("rev-parse", "refs/tags/v1");
  const tree = receiver.git("rev-parse", `${base}^{tree}`);
  for (const parent of [unknown, aside, tag, tree]) {
    expect(parent).not.toBe(base);
    await expectRefusal(
      receiver,
      base,
      text.replace(`parent ${base}`, `parent ${parent}`),
      new RegExp(parent),
    );
  }
  const orphan = makeRepository();
  await expectRefusal(orphan, orphan.commit({ other: "1" }), text, new RegExp(base));
  expect(has(receiver, commit)).toBe(false);
});

test.each(["", "less", "{", "[]", "null", '"{}"', '{"commit":"","commit":""}', '{"__proto__":{}}'])(
  "%j is no JSON of a change",
  async text => {
    const { receiver, base } = await send({ [ENTRY]: "new\n" });
    await expectRefusal(receiver, base, text, /can.t be read/);
  },
);

test("JSON that is no change is refused with all its reasons", async () => {
  const { receiver, base, text } = await send({ [ENTRY]: "new\n" });
  await expectRefusal(receiver, base, "{}", /is none/);
  await expectRefusal(receiver, base, text.replace(ENTRY, "package.json"), /package\.json/);
});

test("what git takes for no commit is refused", async () => {
  const { receiver, base, text } = await send({ [ENTRY]: "new\n" });
  const sent = JSON.parse(text) as { commit: string };
  const [tree, parent] = sent.commit.split("\n");
  for (const rest of ["", "author x\n\nodd\n", "author A <a@b> 1 +0000\n\nodd\n"]) {
    const stump = JSON.stringify({ ...sent, commit: `${tree}\n${parent}\n${rest}` });
    await expectRefusal(receiver, base, stump, /is none/);
  }
});

test("a commit of main from before its workflows changed, or from beside its line, carries no change", async () => {
  const { receiver, base, text } = await send({ [ENTRY]: "new\n" });
  receiver.git("checkout", "--quiet", "-B", "main", base);
  const newer = receiver.commit({ ".github/workflows/validate.yml": "on: push\n" });
  await expectRefusal(receiver, newer, text, /no recent commit/);
  const back = receiver.commit({ ".github/workflows/validate.yml": undefined });
  expect(await receiveChange(receiver.root, back, text)).toHaveProperty("commit");
  const [tree] = [receiver.git("rev-parse", `${base}^{tree}`)];
  const who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
  const beside = receiver.git(...who, "commit-tree", tree, "-p", base, "-m", "x");
  const merged = receiver.git(...who, "commit-tree", tree, "-p", back, "-p", beside, "-m", "x");
  const sent = JSON.parse(text) as { commit: string };
  const moved = JSON.stringify({ ...sent, commit: sent.commit.replace(base, beside) });
  await expectRefusal(receiver, merged, moved, /no recent commit/);
});
