import { join } from "node:path";
import { expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../test/catalog.ts";
import { makeFolder, makeRepository, writeFiles } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import { publish } from "./publish.ts";
import { retract } from "./retract.ts";

async function makePublished() {
  const repository = makeRepository();
  repository.commit({ ...settingsFile(), ...catalogFiles({ entry: anEntry({ name: "jquery" }) }) });
  const home = makeFolder();
  writeFiles(home, { pw: "correct horse\n" });
  const world = () => aWorld({ root: repository.root, home });
  const flags = { password: join(home, "pw") };
  await publish.run(world(), { words: ["my-jq", "@jquery", "me@example.org"], flags });
  repository.git("merge", "--quiet", "--ff-only", "publish/my-jq");
  const run = (words: string[], more = {}) => retract.run(world(), { words, flags: { ...flags, ...more } });
  return { repository, run };
}

test("an owner leaves a tombstone with a reason, signed with the key that is kept", async () => {
  const { repository, run } = await makePublished();
  expect(await run(["my-jq"], { reason: "use jquery" })).toBe(0);
  const entry = JSON.parse(repository.git("show", "publish/my-jq:catalog/my/my-jq.json"));
  expect(entry.retracted).toEqual({ date: "2026-11-21", reason: "use jquery" });
  repository.git("merge", "--quiet", "--ff-only", "publish/my-jq");
  expect(await run(["my-jq"])).toBe(0);
  expect(repository.git("log", "-1", "--format=%s", "publish/my-jq")).toBe("Retract my-jq");
});

test("nobody retracts what is another's, or nothing", async () => {
  const { repository, run } = await makePublished();
  expect(await run(["jquery"])).toBe(1);
  expect(repository.git("branch", "--list", "publish/jquery")).toBe("");
  await expect(run(["none"])).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(run(["my-jq"], { reason: " \n" })).rejects.toMatchObject({ code: "USAGE" });
});

test("an owner withdraws one recorded release, and nothing else of the releases", async () => {
  const { repository, run } = await makePublished();
  const releases = [aRelease("1.1.0"), aRelease("1.0.0")];
  const own = JSON.parse(repository.git("show", "HEAD:catalog/my/my-jq.json"));
  repository.commit(catalogFiles({ entry: own, releases }));
  expect(await run(["my-jq@1.0.0"], { reason: "loses data" })).toBe(0);
  const recorded = JSON.parse(repository.git("show", "publish/my-jq:catalog/releases/my/my-jq.json"));
  expect(recorded.releases).toEqual([releases[0], { ...releases[1], yanked: "loses data" }]);
  await expect(run(["my-jq@9.9.9"])).rejects.toMatchObject({ code: "NOT_FOUND" });
  for (const word of ["my-jq@", "my-jq@1@2"])
    await expect(run([word])).rejects.toMatchObject({ code: "USAGE" });
});

test("nobody withdraws a release of another's", async () => {
  const { repository, run } = await makePublished();
  repository.commit(catalogFiles({ entry: anEntry({ name: "jquery" }), releases: [aRelease("3.7.1")] }));
  expect(await run(["jquery@3.7.1"])).toBe(1);
  expect(repository.git("branch", "--list", "publish/jquery")).toBe("");
});
