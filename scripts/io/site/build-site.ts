import { copyFileSync, linkSync, lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { CatalogSettings } from "../../model/settings.ts";
import { switchLink } from "../disk/atomic.ts";
import { makeGeneration, publishGeneration } from "../publication/generation.ts";
import { writeFiles } from "../publication/write-package.ts";
import type { PublishedHealth } from "./health.ts";
import { readSiteData } from "./site-data.ts";

/** The pages and their scripts: source, or compiled as this file is. */
const SITE = join(import.meta.dirname, "../../../site");

/** What to build a site from. */
export interface SiteOrder {
  /** The tool's folder, absolute: it holds the assets and the guides. */
  readonly tool: string;
  /** The catalog's folder, absolute: it gets `_site`. */
  readonly root: string;
  /** The folder of the signed JSON part. */
  readonly published: string;
  readonly settings: CatalogSettings;
  /** What a refresh job left; absent when there is none. */
  readonly health?: PublishedHealth | undefined;
  readonly progress?: (text: string) => void;
}

/** A built site. */
export interface BuiltSite {
  readonly folder: string;
  readonly pages: number;
}

/**
 * Builds the pages around the signed JSON into a new generation and points `_site` at it: a reader sees the
 * old site or the new one. The same JSON and health give the same bytes, whatever the time zone and locale.
 */
export async function buildSite({
  tool,
  root,
  published,
  settings,
  health,
  progress,
}: SiteOrder): Promise<BuiltSite> {
  const tree = { folder: join(root, ".pak/site") };
  const generation = makeGeneration(tree);
  try {
    linkTree(published, generation);
    linkTree(join(tool, "site/assets"), generation);
    writeFiles(generation, health?.files ?? []);
    const pages = await renderPages(
      generation,
      readSiteData(published, join(tool, "site/guides"), settings, health),
      progress,
    );
    for (const script of ["search", "verify", "health"]) await bundleScript(script, generation);
    publishGeneration(tree, generation);
    pointSite(root, join(tree.folder, "current"));
    return { folder: join(root, "_site"), pages };
  } catch (error) {
    rmSync(generation, { recursive: true, force: true });
    throw error;
  }
}

/** Puts every file of a folder into another without copying its bytes where the disk allows it. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const item of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, item.name), join(to, item.name)];
    if (item.isDirectory()) linkTree(source, target);
    else {
      try {
        linkSync(source, target);
      } catch {
        copyFileSync(source, target);
      }
    }
  }
}

async function renderPages(
  output: string,
  catalog: ReturnType<typeof readSiteData>,
  progress: SiteOrder["progress"],
): Promise<number> {
  // @ts-expect-error Eleventy 3 ships no types.
  const { Eleventy } = await import("@11ty/eleventy");
  let pages = 0;
  const eleventy = new Eleventy(
    relative(process.cwd(), join(SITE, "pages")) || ".",
    relative(process.cwd(), output) || ".",
    {
      quietMode: true,
      configPath: false as never,
      config(eleventyConfig: Configuration) {
        eleventyConfig.addGlobalData("catalog", () => catalog);
        eleventyConfig.addGlobalData("eleventyExcludeFromCollections", true);
        eleventyConfig.setTemplateFormats(["11ty.js"]);
        eleventyConfig.setDataFileBaseName("no-data-files");
        eleventyConfig.setUseGitIgnore(false);
        // Installed by npm, the pages themselves lie there.
        eleventyConfig.ignores.delete("**/node_modules/**");
        eleventyConfig.on("eleventy.before", () => progress?.(`rendering ${catalog.names.length} pages`));
        eleventyConfig.addTransform("count", function count(content: string) {
          pages++;
          if (pages % 200 === 0) progress?.(`wrote ${pages} of about ${catalog.names.length} pages`);
          return content;
        });
      },
    },
  );
  eleventy.disableLogger();
  await eleventy.init();
  await eleventy.write();
  return pages;
}

/** The part of Eleventy's configuration that is used here; its own types do not describe it. */
interface Configuration {
  addGlobalData(name: string, value: unknown): void;
  setTemplateFormats(formats: string[]): void;
  setDataFileBaseName(name: string): void;
  setUseGitIgnore(use: boolean): void;
  readonly ignores: Set<string>;
  on(event: string, listener: () => void): void;
  addTransform(name: string, transform: (content: string) => string): void;
}

/** One file for the pages that name it; what it loads when it is asked for lies below `scripts/`. */
async function bundleScript(name: string, output: string): Promise<void> {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: SITE,
    entryPoints: [`./${name}`],
    outdir: output,
    chunkNames: "scripts/[hash]",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    logLevel: "silent",
  });
}

/** `_site` is a link; a folder of that name from another tool makes way. */
function pointSite(root: string, current: string): void {
  const site = join(root, "_site");
  const stats = lstatSync(site, { throwIfNoEntry: false });
  if (stats?.isDirectory()) rmSync(site, { recursive: true });
  switchLink(site, relative(dirname(site), current));
}
