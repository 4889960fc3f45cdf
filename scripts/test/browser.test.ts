import { hash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startServer } from "../io/site/static-server.ts";
import { anArtifact, anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { hasChromium, startChromium } from "./chromium.ts";
import { aHealth, healthFiles } from "./health.ts";
import { runPak } from "./pak.ts";
import { makeRepository, writeFiles } from "./repository.ts";
import { TOOL } from "./world.ts";

/** The client as one script for browsers; esbuild refuses what only Node has. */
async function bundleClient(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: 'export { Catalog } from "./scripts/client.ts"', resolveDir: TOOL, loader: "ts" },
    bundle: true,
    format: "iife",
    globalName: "pak",
    platform: "browser",
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]!.text;
}

async function serveSite(releases = [aRelease("4.2.0")], health: Parameters<typeof healthFiles>[0] = {}) {
  const repository = makeRepository();
  const less = { entry: anEntry({ name: "less", keywords: ["css"] }), releases };
  repository.commit({
    ...settingsFile(),
    ".gitignore": ".pak/\n_site\n",
    ...catalogFiles(
      less,
      { entry: anEntry({ name: "jquery" }) },
      { entry: anEntry({ name: "lessc", endpoint: "@less" }) },
    ),
  });
  writeFiles(repository.root, healthFiles(health));
  expect(runPak(repository.root, ["site"]).status).toBe(0);
  const folder = join(repository.root, "_site");
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  return { url: server.url, folder };
}

test("the client bundles for browsers", async () => {
  expect(await bundleClient()).toContain("Catalog");
});

describe.skipIf(!hasChromium)("in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser.close());

  async function openPage() {
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    const said: string[] = [];
    const asked: string[] = [];
    page.on("console", message => said.push(message.text()));
    page.on("pageerror", error => said.push(error.message));
    page.on("request", request => asked.push(request.url()));
    return { page, said, asked };
  }

  test("the client proves a package", async () => {
    const { url, folder } = await serveSite();
    writeFiles(folder, {
      "client.js": await bundleClient(),
      "empty.html": '<!doctype html><script src="client.js"></script>',
    });
    const { page } = await openPage();
    await page.goto(`${url}empty.html`);
    const found = await page.evaluate(
      `new pak.Catalog({ url: ${JSON.stringify(url)}, now: new Date() }).find("less").then(f => [f.resolved.releases[0].version, f.proof.head])`,
    );
    expect(found).toEqual(["4.2.0", 1]);
  });

  test("searching finds a package and leads to its page, and nobody else is asked", async () => {
    const { url } = await serveSite();
    const { page, said, asked } = await openPage();
    await page.goto(url);
    await page.getByRole("searchbox").fill("css");
    await page.getByRole("link", { name: "less" }).first().click();
    await page.waitForURL("**/package/less/");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toContain("less 4.2.0");
    expect(await page.getByRole("note").first().textContent()).toContain("Development key");
    expect(said).toEqual([]);
    expect(asked.filter(address => !address.startsWith(url))).toEqual([]);
  });

  test("without JavaScript the search leads to the list", async () => {
    const { url } = await serveSite();
    const context = await browser.newContext({ javaScriptEnabled: false });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(url);
    await page.getByRole("searchbox").fill("less");
    await page.getByRole("searchbox").press("Enter");
    await page.waitForURL("**/browse/?q=less");
    expect(await page.getByRole("link", { name: "less", exact: true }).count()).toBe(1);
  });

  test("guides fit 360 pixels", async () => {
    const { url, folder } = await serveSite();
    const { page } = await openPage();
    await page.setViewportSize({ width: 360, height: 640 });
    const slugs = readdirSync(join(folder, "guides"), { withFileTypes: true }).filter(item =>
      item.isDirectory(),
    );
    expect(slugs.length).toBeGreaterThan(8);
    for (const { name } of slugs) {
      await page.goto(`${url}guides/${name}/`);
      expect(await page.evaluate("document.documentElement.scrollWidth"), name).toBe(360);
    }
  });

  describe("a package's page", () => {
    /** Opens a package's page and has it verified; what it then says, and what it asked for. */
    async function verifyPage(url: string, name: string) {
      const { page, said, asked } = await openPage();
      await page.goto(`${url}package/${name}/`);
      const before = [...asked];
      await page.getByRole("button", { name: "Verify in this browser" }).click();
      const status = page.getByRole("status");
      await status.locator("dl").waitFor();
      return { page, said, before, asked, text: await status.innerText() };
    }

    test("verifies itself, and loads what that needs only for who asks", async () => {
      const { url, folder } = await serveSite();
      const { text, said, before, asked } = await verifyPage(url, "less");
      expect(text).toContain("Verified in this browser");
      expect(text).toContain(
        "version 4.2.0, the address and the digests of 1 of 1 release are the signed ones",
      );
      const bytes = readFileSync(join(folder, "api/v1/packages/less.json"));
      expect(text).toContain(`its ${bytes.length} bytes is the signed one, ${hash("sha256", bytes)}`);
      const fingerprint = /[0-9A-F]{40}/.exec(readFileSync(join(folder, "trust/root/1.json"), "utf8"))![0];
      expect(text).toContain(`index 1 of the catalog test, signed by ${fingerprint}`);
      expect(text).toMatch(new RegExp(`head 1, signed by ${fingerprint} at .* ago, valid until 20`));
      expect(text).toContain("root 1, signed by its own key");
      expect(text).toContain("it proves only that this comes from that computer");
      expect(before.filter(address => /\/(?:scripts|api|trust)\//.test(address))).toEqual([]);
      expect(asked.filter(address => !address.startsWith(url))).toEqual([]);
      // The browser itself tells of a root that is not there yet.
      expect(said.filter(line => !line.includes("404"))).toEqual([]);
    });

    test("verifies an alias to its end", async () => {
      const { url } = await serveSite();
      const { text } = await verifyPage(url, "lessc");
      expect(text).toContain("lessc → less; each was verified");
      expect(text).toContain("Verified in this browser");
    });

    test("refuses a package whose file was changed, with code and reason", async () => {
      const { url, folder } = await serveSite();
      const file = join(folder, "api/v1/packages/less.json");
      replaceFile(file, text => text.replace("4.2.0", "4.2.1"));
      const { text } = await verifyPage(url, "less");
      expect(text).toContain("Not verified");
      expect(text).toMatch(/ENTRY_DIGEST\s+.*less/);
      expect(text).not.toContain("Verified");
      replaceFile(file, text => text.replace("4.2.1", "4.2.0"));
      expect((await verifyPage(url, "less")).text).toContain("Verified in this browser");
    });

    test("tells when it shows something else than what is signed", async () => {
      const { url, folder } = await serveSite();
      replaceFile(join(folder, "package/less/index.html"), text =>
        text.replaceAll("4.2.0", "9.9.9").replace("<code>@npm:less</code>", "<code>@npm:lesss</code>"),
      );
      const { text } = await verifyPage(url, "less");
      expect(text).toContain("This page differs from what is signed");
      expect(text).toContain("it shows version 9.9.9, signed is 4.2.0");
      expect(text).toContain("it shows the address @npm:lesss, signed is @npm:less");
      expect(text).toContain("it lists 9.9.9 sha512-");
      expect(text).not.toContain("Verified in this browser");
    });

    test("reads digests as its reader sees them", async () => {
      const { url, folder } = await serveSite();
      replaceFile(join(folder, "package/less/index.html"), text => text.replace(">sha512-A", ">sha512-B"));
      expect((await verifyPage(url, "less")).text).toContain("it lists 4.2.0 sha512-B");
    });

    test("says so when what verifying needs can't be loaded", async () => {
      const { url } = await serveSite();
      const { page } = await openPage();
      await page.route("**/scripts/*", route => route.abort());
      await page.goto(`${url}package/less/`);
      await page.getByRole("button", { name: "Verify in this browser" }).click();
      await page.getByText("Could not verify").waitFor();
    });

    test("fits 360 pixels, and without JavaScript explains in words", async () => {
      const { url } = await serveSite();
      const { page } = await verifyPage(url, "less");
      await page.setViewportSize({ width: 360, height: 640 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
      const context = await browser.newContext({ javaScriptEnabled: false });
      onTestFinished(() => context.close());
      const plain = await context.newPage();
      await plain.goto(`${url}package/less/`);
      expect(await plain.getByRole("button").count()).toBe(0);
      expect(await plain.getByText(`npx pak info less --catalog`).count()).toBe(1);
    });
  });

  describe("a package's builds", () => {
    const DIGEST = "d".repeat(64);
    const releases = [
      aRelease("4.2.0", {
        artifact: anArtifact(),
        container: `registry.example.org/pak/less@sha256:${DIGEST}`,
      }),
      aRelease("4.1.0", { artifact: anArtifact({ sandbox: "none", tests: "none", builder: "npm" }) }),
      aRelease("4.0.0"),
    ];

    test("stand below its versions, the newest open, with what to copy", async () => {
      const { url } = await serveSite(releases);
      const { page, said } = await openPage();
      await page.goto(`${url}package/less/`);
      const builds = page.locator("details.build");
      expect(await builds.evaluateAll(all => all.map(one => (one as HTMLDetailsElement).open))).toEqual([
        true,
        false,
      ]);
      const newest = await builds.first().innerText();
      expect(newest).toMatch(/^4\.2\.0 tests passed cmake/);
      expect(newest).toContain("2026-10-19 by the builder cmake");
      expect(newest).toContain(`podman pull registry.example.org/pak/less@sha256:${DIGEST}`);
      expect(newest).toContain(`sha256sum less-4.2.0/${"a".repeat(64)}`);
      await builds.first().getByText("Fetch it").first().click();
      await builds.first().getByText("In a Containerfile").click();
      expect(await builds.first().innerText()).toContain(
        `${DIGEST} /usr/share/paks/less /usr/share/paks/less`,
      );
      expect(await builds.first().innerText()).toContain(`sha256sum less-4.2.0-sbom/${"b".repeat(64)}`);
      expect(await builds.first().getByRole("note").count()).toBe(0);
      await builds.nth(1).locator("> summary").click();
      expect(await builds.nth(1).getByRole("note").innerText()).toContain("Built without a sandbox.");
      expect(await builds.nth(1).innerText()).toContain("the recipe says that there are none");
      await page.getByText("A badge for the README of less").click();
      const badge = await page.getByText("img.shields.io").innerText();
      const source = decodeURIComponent(/url=([^)]+)/.exec(badge)![1]!);
      expect(await (await fetch(source.replace(/^.*?(?=api)/, url))).json()).toEqual({
        schemaVersion: 1,
        label: "pak",
        message: "4.2.0 built, tests passed",
        color: "brightgreen",
      });
      await page.getByRole("button", { name: "Verify in this browser" }).click();
      await page.getByText("the digests of 3 of 3 releases are the signed ones").waitFor();
      expect(said.filter(line => !line.includes("404"))).toEqual([]);
    });

    test("fit 360 pixels", async () => {
      const { url } = await serveSite(releases);
      const { page } = await openPage();
      await page.setViewportSize({ width: 360, height: 640 });
      await page.goto(`${url}package/less/`);
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    });
  });

  describe("upstream's health", () => {
    const since = "2026-11-20T08:00:00Z";
    const health = {
      less: aHealth({
        found: "2026-10-18T12:00:00Z",
        waiting: { "4.3.0": { since, until: "2026-11-23T08:00:00Z" } },
        error: { code: "NETWORK", message: "<b>example.org</b> does not answer", since, tries: 3 },
        quarantined: { code: "TAG_MOVED", message: "v4.2.0 names another commit", since },
        next: "2999-11-22T12:00:00Z",
      }),
      jquery: aHealth({ next: "2026-01-01T00:00:00Z" }),
      gone: aHealth({ error: { code: "NETWORK", message: "no answer", since, tries: 1 } }),
    };

    test("is filled in as text, and a quarantine stands at the top", async () => {
      const { url } = await serveSite(undefined, health);
      const { page, said, asked } = await openPage();
      await page.goto(`${url}package/less/`);
      const block = page.locator("[data-health]");
      await block.locator("dl").waitFor();
      const text = await block.innerText();
      expect(text).toMatch(/Last looked\s+2026-11-21 12:00 UTC, /);
      expect(text).toMatch(/Last found something new\s+2026-10-18 12:00 UTC, /);
      expect(text).toMatch(
        /<b>example\.org<\/b> does not answer \(NETWORK\); 3 tries since 2026-11-20 08:00 UTC/,
      );
      expect(text).toMatch(/4\.3\.0 waits until\s+2026-11-23 08:00 UTC, /);
      expect(text).toMatch(/Next look\s+2999-11-22 12:00 UTC, in \d+ days/);
      const notice = page.locator(".lead + [role=note]");
      expect(await notice.innerText()).toMatch(/^In quarantine since .*: v4\.2\.0 names another commit/);
      await page.goto(`${url}package/jquery/`);
      await block.locator("dl").waitFor();
      expect(await block.innerText()).toMatch(/Next look\s+with the next run/);
      expect(await block.innerText()).not.toMatch(/read|found|waits/);
      expect(await page.getByText("In quarantine").count()).toBe(0);
      expect(said).toEqual([]);
      expect(asked.filter(address => !address.startsWith(url))).toEqual([]);
    });

    test("leaves a link where it can't be fetched, and without JavaScript", async () => {
      const { url } = await serveSite(undefined, health);
      const { page } = await openPage();
      await page.route("**/api/v1/health/*", route => route.abort());
      await page.goto(`${url}package/less/`);
      await page.getByRole("button", { name: "Verify in this browser" }).waitFor();
      expect(await page.locator("[data-health] dl").count()).toBe(0);
      const context = await browser.newContext({ javaScriptEnabled: false });
      onTestFinished(() => context.close());
      const plain = await context.newPage();
      await plain.goto(`${url}package/less/`);
      const link = await plain.getByRole("link", { name: "How asking upstream went" }).getAttribute("href");
      const shard = await fetch(new URL(link!, plain.url()));
      expect(Object.keys((await shard.json()).packages)).toEqual(["less"]);
    });

    test("has a page of all that are in trouble, which every page leads to", async () => {
      const { url } = await serveSite(undefined, health);
      const { page } = await openPage();
      await page.goto(`${url}package/jquery/`);
      await page.getByRole("contentinfo").getByRole("link", { name: "Health" }).click();
      await page.waitForURL("**/health/");
      const text = await page.getByRole("main").innerText();
      expect(text).toMatch(/3 packages were looked at/);
      expect(text).toMatch(
        /In quarantine[\s\S]*less TAG_MOVED\s+v4\.2\.0 names another commit; since 2026-11-20/,
      );
      expect(text).toMatch(
        /Something is in the way[\s\S]*gone NETWORK\s+no answer; 1 try since 2026-11-20, the next 2026-11-22/,
      );
      expect(await page.getByRole("link", { name: "gone" }).count()).toBe(0);
      await page.setViewportSize({ width: 360, height: 640 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    });

    test("of a catalog that was never refreshed is told on its page alone", async () => {
      const { url } = await serveSite();
      const { page } = await openPage();
      await page.goto(`${url}health/`);
      expect(await page.getByRole("main").innerText()).toContain("No upstream was looked at yet.");
      await page.goto(`${url}package/less/`);
      expect(await page.locator("[data-health]").count()).toBe(0);
    });
  });
});

/** The file may be a link to another tree's: it is exchanged, not written to. */
function replaceFile(file: string, change: (text: string) => string): void {
  const text = readFileSync(file, "utf8");
  rmSync(file);
  writeFileSync(file, change(text));
}
