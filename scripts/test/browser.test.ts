import { hash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startServer } from "../io/site/static-server.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { hasChromium, startChromium } from "./chromium.ts";
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

async function serveSite() {
  const repository = makeRepository();
  const less = { entry: anEntry({ name: "less", keywords: ["css"] }), releases: [aRelease("4.2.0")] };
  repository.commit({
    ...settingsFile(),
    ".gitignore": ".pak/\n_site\n",
    ...catalogFiles(
      less,
      { entry: anEntry({ name: "jquery" }) },
      { entry: anEntry({ name: "lessc", endpoint: "@less" }) },
    ),
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
});

/** The file may be a link to another tree's: it is exchanged, not written to. */
function replaceFile(file: string, change: (text: string) => string): void {
  const text = readFileSync(file, "utf8");
  rmSync(file);
  writeFileSync(file, change(text));
}
