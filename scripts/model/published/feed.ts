import type { CatalogSettings } from "../settings.ts";
import type { ChangeRecord } from "./package-document.ts";
import { packagePagePath } from "./paths.ts";

/** `feed.xml`: what changed as an Atom feed (RFC 4287). */
export function renderFeedXml(changes: readonly ChangeRecord[], settings: CatalogSettings): string {
  const updated = changes[0]?.date ?? "1970-01-01T00:00:00Z";
  const link =
    settings.url === undefined
      ? ""
      : `\n  <link href="${escapeXml(settings.url)}"/>\n  <link rel="self" href="${escapeXml(settings.url)}feed.xml"/>`;
  const entries = changes.map(
    change => `
  <entry>
    <id>${escapeXml(idOf(change, settings))}</id>
    <title>${escapeXml(renderChange(change))}</title>
    <updated>${change.date}</updated>
    <link href="${escapeXml(addressOf(change, settings))}"/>
  </entry>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>${escapeXml(`urn:pak-catalog:feed:${settings.catalog}`)}</id>
  <title>${escapeXml(settings.title)}</title>
  <updated>${updated}</updated>
  <author><name>${escapeXml(settings.title)}</name></author>${link}${entries.join("")}
</feed>
`;
}

/** `feed.json`: the same as a JSON Feed 1.1. */
export function renderFeedJson(changes: readonly ChangeRecord[], settings: CatalogSettings): string {
  const items = changes.map(change => ({
    id: idOf(change, settings),
    url: addressOf(change, settings),
    title: renderChange(change),
    content_text: renderChange(change),
    date_published: change.date,
  }));
  const address =
    settings.url === undefined ? {} : { home_page_url: settings.url, feed_url: `${settings.url}feed.json` };
  return `${JSON.stringify({ version: "https://jsonfeed.org/version/1.1", title: settings.title, ...address, items }, null, 1)}\n`;
}

/** A change in a short sentence. */
export function renderChange({ kind, name, version }: ChangeRecord): string {
  return kind === "released" ? `${name} ${version} was recorded` : `${name} was ${kind}`;
}

function idOf({ kind, name, version, date }: ChangeRecord, { catalog }: CatalogSettings): string {
  return `urn:pak-catalog:change:${catalog}:${date}:${name}:${version ?? kind}`;
}

function addressOf({ name }: ChangeRecord, { url = "" }: CatalogSettings): string {
  return url + packagePagePath(name).replace("index.html", "");
}

function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
