import { expect, onTestFinished, test } from "vitest";
import { startServer } from "../io/site/static-server.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../test/catalog.ts";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { aWorld, signCatalog } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import { info } from "./info.ts";
import { GLOBAL_FLAGS } from "./table.ts";

/** A signed catalog behind an address, and a way to ask it. */
async function servePublication() {
  const root = makeFolder();
  const files = catalogFiles(
    { entry: anEntry({ name: "jquery" }), releases: [aRelease("3.7.1"), aRelease("3.7.0")] },
    { entry: anEntry({ name: "jq", endpoint: "@jquery" }) },
  );
  writeFiles(root, { ...settingsFile(), ...files });
  const { folder } = await signCatalog(root);
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  return async (...typed: string[]) => {
    const world = aWorld({ environment: { PAK_CATALOG: server.url } });
    const exit = await info.run(world, parseArguments(info, GLOBAL_FLAGS, typed));
    return { exit, out: world.printed.join("\n") };
  };
}

test("an alias shows the package at its end, and both are proved", async () => {
  const ask = await servePublication();
  const { exit, out } = await ask("jq");
  expect(exit).toBe(0);
  expect(out).toMatch(/^jq 3\.7\.1: About jq\n/);
  expect(out).toMatch(/alias of +jquery\n/);
  expect(out).toMatch(/\nverified: catalog test, head 1, /);
  expect(JSON.parse((await ask("jq", "--json")).out)).toMatchObject({
    package: { name: "jq", releases: [] },
    resolved: { name: "jquery" },
    verified: { catalog: "test", head: 1 },
  });
});

test("a version after the name shows that release instead of the newest", async () => {
  const ask = await servePublication();
  expect((await ask("jquery@3.7.0")).out).toMatch(/^jquery 3\.7\.0: /);
  const answer = JSON.parse((await ask("jquery@3.7.0", "--json")).out);
  expect(answer.release).toEqual(aRelease("3.7.0"));
  expect(answer).not.toHaveProperty("resolved");
});

test("what is not there is told apart: the name, or only the version", async () => {
  const ask = await servePublication();
  await expect(ask("nothing")).rejects.toMatchObject({
    code: "NOT_FOUND",
    message: expect.stringContaining("nothing"),
  });
  await expect(ask("jq@9.9.9")).rejects.toMatchObject({
    code: "NOT_FOUND",
    message: "jq has no recorded version 9.9.9",
    fix: "see its versions: pak info jq",
  });
});

test.each(["jquery@", "@jquery", "jquery@3.7.1@x", "@", "", "Jquery", "../jquery"])(
  "%j is not one name and at most one version",
  async typed => {
    await expect(info.run(aWorld(), { words: [typed], flags: {} })).rejects.toMatchObject({
      code: "USAGE",
      fix: expect.stringContaining("jquery@3.7.1"),
    });
  },
);
