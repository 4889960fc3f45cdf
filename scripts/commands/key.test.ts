import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeKey } from "../io/trust/signatures.ts";
import { settingsFile } from "../test/catalog.ts";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { aWorld, NOON } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import type { World } from "./command.ts";
import { key } from "./key.ts";
import { GLOBAL_FLAGS } from "./table.ts";

const PASSPHRASE = "correct horse battery";

/** A catalog without a root, a home with a passphrase, and a way to run the command. */
function makeCatalog() {
  const root = makeFolder();
  const home = makeFolder();
  writeFiles(root, settingsFile());
  writeFiles(home, { passphrase: `${PASSPHRASE}\r\nanother line\n` });
  const tell = async (typed: string, environment: World["environment"] = {}) => {
    const world = aWorld({ root, home, environment });
    await key.run(world, parseArguments(key, GLOBAL_FLAGS, typed.split(" ")));
    return { out: world.printed.join("\n"), err: world.reported };
  };
  const run = async (...typed: Parameters<typeof tell>) => (await tell(...typed)).out;
  const init = `init --name Maintainers --email catalog@example.org --password ${join(home, "passphrase")}`;
  return { root, home, tell, run, init };
}

test("init makes a key and a root in which it has every role, once", async () => {
  const { root, home, run, init } = makeCatalog();
  const fingerprint = await run(init);
  const role = { threshold: 1, fprs: [fingerprint] };
  expect(JSON.parse(await run("show --json"))).toMatchObject({
    catalog: "test",
    version: 1,
    roles: { root: role, index: role, head: role },
  });
  await expect(run(init)).rejects.toMatchObject({ code: "KEY", fix: expect.stringContaining("key show") });
  expect(readdirSync(join(home, "catalog-keys"))).toEqual([`${fingerprint}.asc`]);
  expect(readdirSync(join(root, "site/trust/root"))).toHaveLength(2);
});

test("split gives one role to another key: the first one, opened by its passphrase, signs the next root", async () => {
  const { home, run, init } = makeCatalog();
  const fingerprint = await run(init);
  const other = await makeKey({ name: "CI", email: "ci@example.org", now: NOON });
  writeFiles(home, { "ci.asc": other.publicKey });
  const environment = {
    PAK_SIGNING_KEY: readFileSync(join(home, `catalog-keys/${fingerprint}.asc`), "utf8"),
    PAK_SIGNING_PASSPHRASE: PASSPHRASE,
  };
  const split = `split head --with ${join(home, "ci.asc")}`;
  await expect(run(split)).rejects.toMatchObject({
    code: "KEY",
    message: "the root's key is not configured",
  });
  const [, given] = /^root 2: ([0-9A-F]{40}) signs the head$/.exec(await run(split, environment)) ?? [];
  expect((await run("show")).split("\n")).toEqual([
    expect.stringMatching(/^root 2 of test, until /),
    `  root  1 of ${fingerprint}`,
    `  index 1 of ${fingerprint}`,
    `  head  1 of ${given}`,
  ]);
  await expect(run(split, { PAK_SIGNING_KEY: other.privateKey })).rejects.toMatchObject({
    code: "KEY",
    message: `the configured key ${given} can't sign a root alone`,
  });
});

test("--json tells what was made in one document, and nothing for people", async () => {
  const { home, tell, init } = makeCatalog();
  const made = await tell(`${init} --json`);
  const { fingerprint } = JSON.parse(made.out);
  const privateKeyFile = join(home, `catalog-keys/${fingerprint}.asc`);
  expect([JSON.parse(made.out), made.err]).toEqual([{ root: 1, fingerprint, privateKeyFile }, []]);
  const other = await makeKey({ name: "CI", email: "ci@example.org", now: NOON });
  writeFiles(home, { "ci.asc": other.publicKey });
  const environment = {
    PAK_SIGNING_KEY: readFileSync(privateKeyFile, "utf8"),
    PAK_SIGNING_PASSPHRASE: PASSPHRASE,
  };
  const split = await tell(`split index --with ${join(home, "ci.asc")} --json`, environment);
  expect([JSON.parse(split.out), split.err]).toEqual([
    { root: 2, role: "index", fingerprint: expect.stringMatching(/^[0-9A-F]{40}$/) },
    [],
  ]);
});

test.each([
  ["show", "NOT_FOUND"],
  ["make", "USAGE"],
  ["show head", "USAGE"],
  ["split root", "USAGE"],
  ["init --name Maintainers", "USAGE"],
  ["init --name Maintainers --email nobody --password /nowhere", "USAGE"],
  ["init --name Maintainers --email catalog@example.org --password /nowhere", "READ"],
])("%s in a catalog without a root ends with %s and makes nothing", async (typed, code) => {
  const { root, home, run } = makeCatalog();
  await expect(run(typed)).rejects.toMatchObject({ code, fix: expect.any(String) });
  expect([existsSync(join(home, "catalog-keys")), existsSync(join(root, "site"))]).toEqual([false, false]);
});
