import { html, renderPage } from "../layout.js";

export const data = { permalink: "404.html" };

export function render({ catalog }) {
  // A static host answers with this page at any depth: links have to begin at the site's root.
  const base = catalog.settings.url === undefined ? "/" : new URL(catalog.settings.url).pathname;
  const body = html`<h1>Not here</h1><p>There is no such page. <a href="${base}">Search the catalog</a></p>`;
  return renderPage(catalog, { title: "Not found", depth: 0, body }).replaceAll('="./', `="${base}`);
}
