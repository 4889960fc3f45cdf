import { expect, test } from "vitest";
import {
  atHour,
  checkPull,
  makeHome,
  mergePull,
  OCTOCAT,
  runAs,
  STRANGER,
  startCatalog,
} from "./github/catalog.ts";
import { startPak } from "./pak.ts";
import { makeRepository } from "./repository.ts";

const DAY = 24;
const FINE = { status: 0, codes: [] };

test("an owner without the old key recovers by pull requests; the new key is the owner's from then on", async () => {
  const started = await startCatalog();
  const { standIn, bare } = started;
  const change = (text: string) => ["publish", "my-jq", "@jquery", "o@example.org", "--description", text];
  await runAs(started, OCTOCAT, change("First"));
  mergePull(started, 1);
  const lost = { ...started, home: makeHome() };
  const recover = (hours: number, ...words: string[]) =>
    runAs(lost, OCTOCAT, ["recover", "my-jq", ...words], { hours });

  expect(await recover(1)).toMatchObject({
    status: 0,
    stdout: `opened: ${standIn.url}/catalog/pak/pull/2\n`,
  });
  expect(standIn.pulls[1]!.head).toBe("octocat:recover/my-jq");
  expect(await checkPull(started, 2, STRANGER, { hours: 1 })).toEqual(FINE);
  mergePull(started, 2);

  const maintainer = makeRepository();
  maintainer.git("pull", "--quiet", bare, "main");
  const mailed = await startPak(maintainer.root, ["recover", "my-jq", "--challenge", "--json"], atHour(2));
  const mail = JSON.parse(mailed.stdout) as { to: string; text: string };
  expect([mailed.status, mail.to]).toEqual([0, "o@example.org"]);
  const code = /--code (\S+)/.exec(mail.text)![1]!;
  maintainer.commit({});
  maintainer.git("push", "--quiet", standIn.folderOf("octocat/pak"), "HEAD:refs/heads/challenge");
  standIn.pulls.push({ ...standIn.pulls[1]!, number: 3, head: "octocat:challenge", state: "open" });
  expect((await checkPull(started, 3, OCTOCAT, { hours: 2 })).codes).toEqual(["RECOVERY_MAINTAINER"]);
  expect(await checkPull(started, 3, OCTOCAT, { hours: 2, association: "MEMBER" })).toEqual(FINE);
  mergePull(started, 3);

  expect(await recover(3, "--code", code)).toMatchObject({ status: 0 });
  expect(await checkPull(started, 4, STRANGER, { hours: 3 })).toEqual(FINE);
  mergePull(started, 4);
  const soon = await recover(13 * DAY);
  expect([soon.status, soon.stdout]).toEqual([0, expect.stringContaining("--veto")]);
  expect(await recover(15 * DAY)).toMatchObject({ status: 0 });
  expect((await checkPull(started, 5, OCTOCAT, { hours: 13 * DAY })).codes).toContain("RECOVERY_NOTICE");
  expect(await checkPull(started, 5, STRANGER, { hours: 15 * DAY })).toEqual(FINE);
  mergePull(started, 5);

  const late = { hours: 16 * DAY };
  expect(await runAs(lost, OCTOCAT, change("By the new key"), late)).toMatchObject({ status: 0 });
  expect(await checkPull(started, 6, STRANGER, late)).toEqual(FINE);
  const old = await runAs(started, STRANGER, change("By the old key"), late);
  expect([old.status, old.stderr]).toEqual([1, expect.stringContaining("OWNER_NOT_OWNER")]);
  expect(standIn.strays).toEqual([]);
});
