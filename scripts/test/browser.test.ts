import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startServer } from "../io/site/static-server.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { runPak } from "./pak.ts";
import { makeRepository, writeFiles } from "./repository.ts";
import { TOOL } from "./world.ts";

/** Debian's Chromium, or another that CHROMIUM names; without one these tests are skipped aloud. */
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

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

async function serveSite() {
  const repository = makeRepository();
  const less = { entry: anEntry({ name: "less", keywords: ["css"] }), releases: [aRelease("4.2.0")] };
  repository.commit({
    ...settingsFile(),
    ".gitignore": ".pak/\n_site\n",
    ...catalogFiles(less, { entry: anEntry({ name: "jquery" }) }),
  });
  expect(runPak(repository.root, ["site"]).status).toBe(0);
  const folder = join(repository.root, "_site");
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  return { url: server.url, folder };
}

test("the client bundles for browsers", async () => {
  expect(await bundleClient()).toContain("Catalog");
});

describe.skipIf(!existsSync(CHROMIUM))("in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    const args = [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ];
    browser = await chromium.launch({ executablePath: CHROMIUM, args });
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
});
