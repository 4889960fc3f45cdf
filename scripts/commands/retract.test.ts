import { join } from "node:path";
import { expect, test } from "vitest";
import { anEntry, catalogFiles, settingsFile } from "../test/catalog.ts";
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
